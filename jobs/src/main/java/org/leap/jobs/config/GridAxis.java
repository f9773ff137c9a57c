package org.leap.jobs.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The values of one grid key, and a label for each that is unique among them. */
record GridAxis(List<Tree> values, List<String> labels) {
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
