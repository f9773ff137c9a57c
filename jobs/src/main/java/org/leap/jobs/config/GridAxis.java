package org.leap.jobs.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The values of one grid key, and a label for each that is unique among them. */
record GridAxis(List<Tree> values, List<String> labels) {
  /** Columns of the results beside the axes. */
  private static final Set<String> COLUMNS =
      Set.of(
          "run",
          "leap",
          "arm",
          "sigma",
          "seed",
          "state",
          "epochs",
          "rounds",
          "examples",
          "trainLoss",
          "testLoss",
          "testAccuracy",
          "errorRate",
          "bestAccuracy",
          "flatnessLoss",
          "largestEigenvalue",
          "trace",
          "traceStandardError",
          "traceProbes",
          "noiseIncrease",
          "noiseStandardError",
          "adaptiveSharpness",
          "paramsSha256");

  /**
   * What is wrong with the name of an axis, which is a column of the results.
   *
   * @param before the axes before it
   */
  static Optional<String> problem(String name, List<String> before) {
    if (COLUMNS.stream().anyMatch(column -> areOne(column, name))) {
      return Optional.of(
          "an axis cannot be called like a column of the results; write the whole key, such as training.epochs, or choose another name for the axis");
    }
    return before.stream()
        .filter(other -> areOne(other, name))
        .findFirst()
        .map("is one column of results.parquet with the axis %s; choose another name"::formatted);
  }

  /** In Parquet, as Spark reads it: it does not tell columns apart by case. */
  private static boolean areOne(String column, String other) {
    return column.replace('.', '_').equalsIgnoreCase(other.replace('.', '_'));
  }

  /** What may be written for a grid key. */
  static final class Written implements ValueType<GridAxis> {
    private static final int MOST = 1000;
    private final ListOf<Tree> list = new ListOf<>(new Tree.Written(), 1, MOST);

    @Override
    public String documentation() {
      return "list of values as `--set` takes them";
    }

    @Override
    public Optional<Read<GridAxis>> read(Tree tree, Site site) {
      var read = list.read(tree, site);
      if (read.isEmpty()) {
        return Optional.empty();
      }
      List<Tree> values = read.get().value();
      List<String> labels = labels(values);
      for (int i = 0; i < labels.size(); i++) {
        if (labels.indexOf(labels.get(i)) < i) {
          site.report(tree.origin(), "has %s twice; remove one".formatted(labels.get(i)));
          return Optional.empty();
        }
      }
      return Optional.of(new Read<>(new GridAxis(values, labels), read.get().resolved()));
    }
  }

  private static List<String> labels(List<Tree> values) {
    List<String> names = values.stream().map(GridAxis::name).toList();
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      boolean shared = names.stream().filter(name::equals).count() > 1;
      labels.add(shared && values.get(i) instanceof Tree.Block block ? inFull(name, block) : name);
    }
    return new HashSet<>(labels).size() < labels.size()
        ? values.stream().map(Tree::flow).toList()
        : labels;
  }

  private static String name(Tree value) {
    if (value instanceof Tree.Scalar scalar) {
      return scalar.text();
    }
    if (value instanceof Tree.Block block
        && block.entries().get("name") instanceof Tree.Scalar name) {
      return name.text();
    }
    return value.flow();
  }

  /** With the other keys, which tell it from another of the same name. */
  private static String inFull(String name, Tree.Block block) {
    return block.entries().entrySet().stream()
        .filter(entry -> !entry.getKey().equals("name"))
        .map(entry -> " " + entry.getKey() + "=" + name(entry.getValue()))
        .collect(Collectors.joining("", name, ""));
  }
}
