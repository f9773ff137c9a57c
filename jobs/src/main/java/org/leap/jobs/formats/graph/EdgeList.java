package org.leap.jobs.formats.graph;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.Labels;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.text.Quoted;
import org.leap.spark.data.Placement;

/**
 * A graph in three files: features of every node, edges {@code node,node} and labels {@code
 * node,class}. Which nodes train, validate and test is told by a fourth, {@code node,SUBSET}, or
 * drawn from the labelled ones.
 */
public final class EdgeList {
  private static final int TEST = 1;
  private static final int VALIDATION = 2;
  private static final Map<String, Subset> SUBSETS =
      Map.of("train", Subset.TRAIN, "validation", Subset.VALIDATION, "test", Subset.TEST);

  /**
   * Where the parts of a graph are.
   *
   * @param indices whether a node of the first is followed by the features that it has, rather than
   *     by all their values
   * @param split file of the subsets; null to draw them
   */
  public record Files(
      String features, boolean indices, String edges, String labels, String split) {}

  /**
   * How subsets are drawn.
   *
   * @param train share of the labelled nodes that train or validate; the others test
   * @param validation share of those that only validate, 0 for none
   */
  public record Shares(double train, double validation, long seed) {}

  private final Files files;
  private final Configuration hadoop;
  private final NodeFeatures nodes;
  private final List<String> remarks = new ArrayList<>();

  private EdgeList(Files files, Configuration hadoop, NodeFeatures nodes) {
    this.files = files;
    this.hadoop = hadoop;
    this.nodes = nodes;
    nodes.header().map(Line::headerRemark).ifPresent(remarks::add);
  }

  /**
   * Reads the graph.
   *
   * @throws BadDataException if the files cannot be used
   * @throws IOException if the file system cannot be reached
   */
  public static GraphData read(Files files, Shares shares, Configuration hadoop)
      throws IOException {
    NodeFeatures nodes = NodeFeatures.read(files.features(), files.indices(), hadoop);
    return new EdgeList(files, hadoop, nodes).read(shares);
  }

  private GraphData read(Shares shares) throws IOException {
    GraphData.Edges edges = new GraphData.Edges(nodes.nodes());
    pairs(
        files.edges(),
        "a CSV file of edges",
        this::isWordButNoNode,
        (at, one, other) -> edges.add(node(at, one), node(at, other)));
    Map<Integer, String> classOf = new HashMap<>();
    pairs(
        files.labels(),
        "a CSV file of labels",
        label ->
            Line.isWord(label)
                && !Labels.isMissing(label)
                && !classOf.containsValue(Labels.canonical(label)),
        (at, node, label) -> label(classOf, at, node, label));
    List<String> classes = classes(classOf);
    Integer[] labels = new Integer[nodes.nodes()];
    Arrays.setAll(
        labels, node -> classOf.containsKey(node) ? classes.indexOf(classOf.get(node)) : -1);
    Subset[] subsets = files.split() == null ? drawn(labels, shares) : given(labels);
    return new GraphData(
        edges.graph(nodes.matrix()),
        List.of(labels),
        classes,
        Subset.ALL.stream().collect(toMap(subset -> subset, subset -> in(subsets, subset))),
        remarks);
  }

  private interface Pair {
    void take(Line at, String first, String second);
  }

  /**
   * Reads a file of pairs. Its first line may be a header: if it begins with a word that names no
   * node, and when the other lines are known, what stands second there is nothing they have.
   *
   * @param strange whether a second field is no data
   */
  private void pairs(String file, String expected, Predicate<String> strange, Pair taker)
      throws IOException {
    List<Line> held = new ArrayList<>();
    long[] taken = new long[1];
    Line.read(
        file,
        expected,
        hadoop,
        line -> {
          if (line.fields().size() != 2) {
            throw line.bad(
                "%s fields, expected 2; write one pair a line, with a comma between",
                line.fields().size());
          }
          if (taken[0]++ == 0 && isWordButNoNode(line.fields().get(0))) {
            held.add(line);
          } else {
            taker.take(line, line.fields().get(0), line.fields().get(1));
          }
        });
    for (Line line : held) {
      if (taken[0] > 1 && strange.test(line.fields().get(1))) {
        remarks.add(line.headerRemark());
      } else {
        taker.take(line, line.fields().get(0), line.fields().get(1));
      }
    }
  }

  private boolean isWordButNoNode(String field) {
    return nodes.number(field) == null && Line.isWord(field);
  }

  /** A node without a class has no line. */
  private void label(Map<Integer, String> classOf, Line at, String node, String label) {
    if (Labels.isMissing(label)) {
      throw at.bad(
          "node %s has the class %s, which stands for none; remove the line, or give the class another name",
          Quoted.of(node), Quoted.of(label));
    }
    put(classOf, at, node, Labels.canonical(label));
  }

  private int node(Line at, String name) {
    Integer number = nodes.number(name);
    if (number == null) {
      throw at.bad(
          "there is no node %s in %s; give it features there or remove the line",
          Quoted.of(name), files.features());
    }
    return number;
  }

  private <T> void put(Map<Integer, T> map, Line at, String name, T value) {
    T before = map.put(node(at, name), value);
    if (before != null && !before.equals(value)) {
      throw at.bad(
          "node %s has %s and had %s; keep one of the lines",
          Quoted.of(name), Quoted.of(value.toString()), Quoted.of(before.toString()));
    }
  }

  private List<String> classes(Map<Integer, String> classOf) {
    TreeSet<String> names = new TreeSet<>(classOf.values());
    if (names.size() < 2) {
      throw new BadDataException(
          files.labels(),
          "the classes are %s, expected at least two; label nodes of each class"
              .formatted(Quoted.list(names)));
    }
    return Labels.inOrder(names);
  }

  private Subset[] given(Integer[] labels) throws IOException {
    Map<Integer, Subset> subsetOf = new HashMap<>();
    pairs(
        files.split(),
        "a CSV file of subsets",
        name -> !SUBSETS.containsKey(name.toLowerCase(Locale.ROOT)),
        (at, node, name) -> {
          Subset subset = SUBSETS.get(name.toLowerCase(Locale.ROOT));
          if (subset == null) {
            throw at.bad("the subset is %s, expected train, validation or test", Quoted.of(name));
          }
          if (labels[node(at, node)] < 0) {
            throw at.bad(
                "node %s has no class in %s; label it or remove the line",
                Quoted.of(node), files.labels());
          }
          put(subsetOf, at, node, subset);
        });
    for (Subset subset : List.of(Subset.TRAIN, Subset.TEST)) {
      if (!subsetOf.containsValue(subset)) {
        throw new BadDataException(
            files.split(),
            "no node is of the subset %s; name some"
                .formatted(subset.name().toLowerCase(Locale.ROOT)));
      }
    }
    Subset[] subsets = new Subset[labels.length];
    subsetOf.forEach((node, subset) -> subsets[node] = subset);
    return subsets;
  }

  private Subset[] drawn(Integer[] labels, Shares shares) {
    Subset[] subsets = new Subset[labels.length];
    int[] labelled = IntStream.range(0, labels.length).filter(n -> labels[n] >= 0).toArray();
    for (int node : labelled) {
      subsets[node] = Subset.TRAIN;
    }
    hold(subsets, Subset.TEST, 1 - shares.train(), shares.seed(), TEST);
    if (shares.validation() > 0) {
      hold(subsets, Subset.VALIDATION, shares.validation(), shares.seed(), VALIDATION);
    }
    return subsets;
  }

  private void hold(Subset[] subsets, Subset role, double share, long seed, int purpose) {
    List<Integer> left = in(subsets, Subset.TRAIN);
    int held = (int) Math.round(share * left.size());
    if (held == 0 || held >= left.size()) {
      throw new BadDataException(
          files.labels(),
          "holding back %.3g of %s labelled nodes leaves an empty set; change data.split or data.validation, or label more nodes",
          share,
          left.size());
    }
    boolean[] chosen = Placement.heldOut(left.size(), held, seed, purpose);
    for (int i = 0; i < chosen.length; i++) {
      if (chosen[i]) {
        subsets[left.get(i)] = role;
      }
    }
  }

  private static List<Integer> in(Subset[] subsets, Subset wanted) {
    return IntStream.range(0, subsets.length)
        .filter(node -> subsets[node] == wanted)
        .boxed()
        .toList();
  }
}
