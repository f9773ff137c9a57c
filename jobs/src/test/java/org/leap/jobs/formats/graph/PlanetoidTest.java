package org.leap.jobs.formats.graph;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.Subset;

class PlanetoidTest {
  private static final Configuration HADOOP = new Configuration(false);

  @TempDir Path folder;

  private GraphData made() throws IOException {
    MadeGraph.write(folder);
    return Planetoid.read(folder.toString(), "made", HADOOP);
  }

  @Test
  void nodesEdgesAndSetsAreThoseOfTheFiles() throws IOException {
    GraphData data = made();
    // 595 edges to the next node, as many less the last from a node to its half, of which 0-0, 0-1
    // and 1-2 are not new, and the one from the last node to the first.
    assertEquals("596 nodes, 1188 edges, 40 features", data.graph().toString());
    assertEquals(MadeGraph.CLASSES, data.classes());
    assertEquals(IntStream.range(0, 12).boxed().toList(), data.nodes(Subset.TRAIN));
    assertEquals(IntStream.range(12, 512).boxed().toList(), data.nodes(Subset.VALIDATION));
    assertEquals(MadeGraph.tested().stream().sorted().toList(), data.nodes(Subset.TEST));
    assertArrayEquals(new int[] {5, 5, 2}, data.perClass(Subset.TRAIN));
    assertArrayEquals(new int[] {13, 12, 5}, data.perClass(Subset.TEST));
  }

  /** Features of the tested nodes go to the places that test.index names, not in their order. */
  @Test
  void everyNodeHasItsLabelAndFeatures() throws IOException {
    GraphData data = made();
    List<Integer> tested = MadeGraph.tested();
    assertEquals(30, tested.size());
    for (int node = 0; node < MadeGraph.NODES; node++) {
      boolean known = node < MadeGraph.KNOWN || tested.contains(node);
      assertEquals(known ? MadeGraph.label(node) : -1, data.labels().get(node));
      float[] expected = new float[MadeGraph.FEATURES];
      for (int column = 0; column < expected.length && known; column++) {
        expected[column] = MadeGraph.feature(node, column);
      }
      float[] found = new float[MadeGraph.FEATURES];
      data.graph().features().forEach(node, (column, value) -> found[column] = value);
      assertArrayEquals(expected, found, "features of node " + node);
    }
  }

  /** What {@code python3 -m pickletools} lists for the fourteen files of Cora and CiteSeer. */
  @Test
  void theMadeFilesUseTheOperationsOfThePublishedOnes() {
    Set<Integer> published = new TreeSet<>();
    "().JKMNRTU]abcehqrtu}".chars().forEach(published::add);
    published.addAll(List.of(0x80, 0x81, 0x85, 0x86, 0x87, 0x88, 0x89));
    assertEquals(published, MadeGraph.operations());
  }

  @Test
  void aMissingGraphIsNamed() throws IOException {
    MadeGraph.write(folder);
    Exception e =
        assertThrows(
            BadDataException.class, () -> Planetoid.read(folder.toString(), "pubmed", HADOOP));
    assertEquals(folder + ": holds no file ind.pubmed.x; its graphs are made", e.getMessage());
  }

  @Test
  void aHostileGraphIsRefused() throws IOException {
    Path owned = folder.resolve("owned");
    for (String file : "x tx allx y ty ally graph test.index".split(" ", -1)) {
      String pickle = "cposix\nsystem\n(S'touch %s'\ntR.".formatted(owned);
      Files.write(folder.resolve("ind.g." + file), pickle.getBytes(ISO_8859_1));
    }
    Exception e =
        assertThrows(BadDataException.class, () -> Planetoid.read(folder.toString(), "g", HADOOP));
    assertEquals(
        folder
            + "/ind.g.allx: byte 0: the pickle refers to \"posix.system\", expected only arrays, sparse matrices and dictionaries of numbers; use the files as they were published",
        e.getMessage());
    assertTrue(Files.notExists(owned));
  }
}
