package org.leap.jobs.formats.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.config.DataConfig.NodeSplit;
import org.leap.jobs.config.Portion;
import org.leap.jobs.datasets.DataSet;
import org.leap.jobs.datasets.GraphSets;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.Subset;

class NodeDrawTest {
  private static final Configuration HADOOP = new Configuration(false);
  private static final Optional<NodeSplit> SPLIT = Optional.of(new NodeSplit(20, 100, 200));

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    MadeGraph.write(folder);
  }

  private DataConfig.Planetoid config(
      Optional<NodeSplit> split, long seed, Optional<Portion> limit, double labelNoise) {
    return new DataConfig.Planetoid(
        folder.toString(), "made", split, DataConfig.FeatureScaling.NONE, seed, limit, labelNoise);
  }

  private GraphData read(
      Optional<NodeSplit> split, long seed, Optional<Portion> limit, double labelNoise)
      throws IOException {
    return GraphSets.read(config(split, seed, limit, labelNoise), HADOOP);
  }

  private GraphData drawn(long seed) throws IOException {
    return read(SPLIT, seed, Optional.empty(), 0);
  }

  @Test
  void aDrawnSplitHasAsManyNodesAsItSaysAndNoneTwice() throws IOException {
    GraphData data = drawn(1);
    assertArrayEquals(new int[] {20, 20, 20}, data.perClass(Subset.TRAIN));
    assertEquals(100, data.nodes(Subset.VALIDATION).size());
    assertEquals(200, data.nodes(Subset.TEST).size());
    List<Integer> all = Subset.ALL.stream().flatMap(set -> data.nodes(set).stream()).toList();
    assertEquals(360, all.stream().distinct().count());
    for (Subset set : Subset.ALL) {
      assertEquals(data.nodes(set).stream().sorted().toList(), data.nodes(set));
    }
    assertEquals(data.subsets(), drawn(1).subsets());
    assertNotEquals(data.subsets(), drawn(2).subsets());
  }

  @Test
  void aSplitThatTheGraphIsTooSmallForIsRefused() {
    assertEquals(
        folder
            + ": class 0 of graph made has 237 labelled nodes, fewer than data.split.perClass (500); lower it",
        refusal(new NodeSplit(500, 0, 1)));
    assertEquals(
        folder
            + ": graph made has 590 labelled nodes, too few for data.split: 60 train, 500 validate and 1000 test; lower them",
        refusal(new NodeSplit(20, 500, 1000)));
  }

  private String refusal(NodeSplit split) {
    return assertThrows(
            BadDataException.class, () -> read(Optional.of(split), 1, Optional.empty(), 0))
        .getMessage();
  }

  @Test
  void noiseChangesLabelsOfTheNodesThatTrainAndOfNoOthers() throws IOException {
    GraphData clean = drawn(1);
    GraphData noisy = read(SPLIT, 1, Optional.empty(), 1);
    assertEquals(clean.subsets(), noisy.subsets());
    long changed =
        clean.nodes(Subset.TRAIN).stream()
            .filter(node -> !clean.labels().get(node).equals(noisy.labels().get(node)))
            .count();
    // Of 60 labels that are drawn anew a third come out as they were, on the average.
    assertEquals(40.0, (double) changed, 12.0);
    List<Integer> others =
        IntStream.range(0, MadeGraph.NODES)
            .boxed()
            .filter(node -> !clean.nodes(Subset.TRAIN).contains(node))
            .toList();
    assertEquals(
        others.stream().map(clean.labels()::get).toList(),
        others.stream().map(noisy.labels()::get).toList());
  }

  @Test
  void aLimitIsOfTheNodesThatTrain() throws IOException {
    GraphData some = read(SPLIT, 1, Optional.of(Portion.of(0.25)), 0);
    assertArrayEquals(new int[] {5, 5, 5}, some.perClass(Subset.TRAIN));
    assertEquals(drawn(1).nodes(Subset.TEST), some.nodes(Subset.TEST));
  }

  /** It follows from the configuration, which is compared by itself. */
  @Test
  void whatIsDrawnIsNoPartOfWhatTheFilesHold() {
    List<Map<String, String>> identities =
        Stream.of(
                config(SPLIT, 1, Optional.empty(), 0),
                config(SPLIT, 2, Optional.of(Portion.of(30)), 0.5))
            .map(config -> DataSet.open(config, HADOOP).identity())
            .toList();
    assertEquals(identities.get(0), identities.get(1));
  }
}
