package org.leap.jobs.data.graph;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.data.BadDataException;
import org.leap.jobs.data.Subset;
import org.leap.jobs.text.Quoted;
import org.leap.spark.data.Placement;

/**
 * A graph in three files: features of every node, edges {@code node,node} and labels {@code
 * node,class}. Which nodes train, validate and test is told by a fourth, {@code node,SUBSET}, or
 * drawn from the labelled ones. A first line of words that name no node is a header.
 */
final class EdgeList {
  private static final int TEST = 1;
  private static final int VALIDATION = 2;

  /**
   * Where the parts of a graph are.
   *
   * @param featuresAre what follows a node in the first
   * @param split file of the subsets; null to draw them
   */
  record Files(
      String features,
      DataConfig.FeatureForm featuresAre,
      String edges,
      String labels,
      String split) {}

  /**
   * How subsets are drawn.
   *
   * @param train share of the labelled nodes that train or validate; the others test
   * @param validation share of those that only validate, 0 for none
   */
  record Shares(double train, double validation, long seed) {}

  private final Files files;
  private final Configuration hadoop;
  private final NodeFeatures nodes;

  private EdgeList(Files files, Configuration hadoop, NodeFeatures nodes) {
    this.files = files;
    this.hadoop = hadoop;
    this.nodes = nodes;
  }

  /**
   * @throws BadDataException if the files cannot be used
   * @throws IOException if the file system cannot be reached
   */
  static GraphData read(Files files, Shares shares, Configuration hadoop) throws IOException {
    NodeFeatures nodes = NodeFeatures.read(files.features(), files.featuresAre(), hadoop);
    return new EdgeList(files, hadoop, nodes).read(shares);
  }

  private GraphData read(Shares shares) throws IOException {
    EdgeCollector edges = new EdgeCollector(nodes.nodes());
    pairs(
        files.edges(),
        "a CSV file of edges",
        (at, one, other) -> edges.add(node(at, one), node(at, other)),
        true);
    Map<Integer, String> classOf = new HashMap<>();
    pairs(
        files.labels(),
        "a CSV file of labels",
        (at, node, label) -> put(classOf, at, node, label),
        false);
    List<String> classes = classes(classOf);
    Integer[] labels = new Integer[nodes.nodes()];
    Arrays.setAll(
        labels, node -> classOf.containsKey(node) ? classes.indexOf(classOf.get(node)) : -1);
    Subset[] subsets = files.split() == null ? drawn(labels, shares) : given(labels);
    return new GraphData(
        edges.graph(nodes.matrix()),
        List.of(labels),
        classes,
        in(subsets, Subset.TRAIN),
        in(subsets, Subset.VALIDATION),
        in(subsets, Subset.TEST));
  }

  private interface Pair {
    void take(Lines at, String first, String second);
  }

  private void pairs(String file, String expected, Pair taker, boolean bothAreNodes)
      throws IOException {
    Lines.read(
        file,
        expected,
        hadoop,
        (at, fields) -> {
          if (fields.length != 2) {
            throw at.bad(
                "%d fields, expected 2; write one pair a line, with a comma between"
                    .formatted(fields.length));
          }
          boolean header =
              at.isFirst()
                  && nodes.number(fields[0]) == null
                  && Lines.isWord(fields[0])
                  && (!bothAreNodes
                      || (nodes.number(fields[1]) == null && Lines.isWord(fields[1])));
          if (!header) {
            taker.take(at, fields[0], fields[1]);
          }
        });
  }

  private int node(Lines at, String name) {
    Integer number = nodes.number(name);
    if (number == null) {
      throw at.bad(
          "there is no node %s in %s; give it features there or remove the line"
              .formatted(Quoted.of(name), files.features()));
    }
    return number;
  }

  private <T> void put(Map<Integer, T> map, Lines at, String name, T value) {
    T before = map.put(node(at, name), value);
    if (before != null && !before.equals(value)) {
      throw at.bad(
          "node %s has %s and had %s; keep one of the lines"
              .formatted(
                  Quoted.of(name), Quoted.of(value.toString()), Quoted.of(before.toString())));
    }
  }

  /** In the order of their numbers, or of their letters if one is no number. */
  private List<String> classes(Map<Integer, String> classOf) {
    TreeSet<String> names = new TreeSet<>(classOf.values());
    if (names.size() < 2) {
      throw new BadDataException(
          files.labels(),
          "the classes are %s, expected at least two; label nodes of each class"
              .formatted(Quoted.list(names)));
    }
    if (names.stream().allMatch(name -> name.matches("[0-9]{1,9}"))) {
      return names.stream().sorted((a, b) -> Integer.parseInt(a) - Integer.parseInt(b)).toList();
    }
    return List.copyOf(names);
  }

  private Subset[] given(Integer[] labels) throws IOException {
    Map<Integer, Subset> subsetOf = new HashMap<>();
    pairs(
        files.split(),
        "a CSV file of subsets",
        (at, node, name) -> {
          Subset subset =
              switch (name.toLowerCase(Locale.ROOT)) {
                case "train" -> Subset.TRAIN;
                case "validation" -> Subset.VALIDATION;
                case "test" -> Subset.TEST;
                default ->
                    throw at.bad(
                        "the subset is %s, expected train, validation or test"
                            .formatted(Quoted.of(name)));
              };
          if (labels[node(at, node)] < 0) {
            throw at.bad(
                "node %s has no class in %s; label it or remove the line"
                    .formatted(Quoted.of(node), files.labels()));
          }
          put(subsetOf, at, node, subset);
        },
        false);
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
          "holding back %.3g of %d labelled nodes leaves an empty set; change data.split or data.validation, or label more nodes"
              .formatted(share, left.size()));
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
