package org.leap.jobs.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Loads an experiment file and checks the configurations of all its runs. */
public final class ExperimentLoader {
  private static final int MOST_RUNS = 10_000;
  private static final Fields<ExperimentConfig.File> SCHEMA =
      Schema.of(ExperimentConfig.File.class);

  private final Problems problems = new Problems();
  private final Map<String, String> environment;

  private ExperimentLoader(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * Reads an experiment file and plans its cells.
   *
   * @param file a YAML file on the local disk
   * @param environment variables for the paths of data
   * @throws ConfigException with every problem found
   */
  public static ExperimentPlan load(Path file, Map<String, String> environment)
      throws ConfigException {
    return new ExperimentLoader(environment).load(file);
  }

  /**
   * Reads what an experiment's folder says of its statistics, without its runs.
   *
   * @param yaml the file as it was resolved
   * @param source for messages
   * @throws ConfigException if it is none
   */
  public static ExperimentConfig recorded(String yaml, String source) throws ConfigException {
    var loader = new ExperimentLoader(Map.of());
    var origin = new Origin(source, 1, Path.of("").toAbsolutePath());
    var context = new Site.Context(Map.of(), Path.of("").toAbsolutePath(), loader.problems);
    var read =
        YamlReader.read(yaml, origin, loader.problems)
            .flatMap(tree -> SCHEMA.read(tree, Site.root(context)));
    loader.refuseIfProblems();
    return read.orElseThrow().value().config();
  }

  private ExperimentPlan load(Path file) throws ConfigException {
    var origin = FileLayers.originIn(file, file.toString());
    var block = block(file, origin);
    var context = new Site.Context(environment, Path.of("").toAbsolutePath(), problems);
    var read = SCHEMA.read(ConfigLoader.named(block, file), Site.root(context));
    refuseIfProblems();
    var content = read.orElseThrow().value();
    checkAxes(block);
    var base = base(content, block);
    var plan = plan(content, read.get().resolved().render(), base, origin.atLine(1), block);
    plan.problems().forEach(problems::add);
    refuseIfProblems();
    return plan;
  }

  private Tree.Block block(Path file, Origin origin) throws ConfigException {
    try {
      var tree = YamlReader.read(FileLayers.text(file), origin, problems);
      if (tree.isPresent() && tree.get() instanceof Tree.Block block) {
        return block;
      }
      if (problems.isEmpty()) {
        problems.add(origin, "", "expected keys such as base, grid and seeds");
      }
    } catch (Refusal refusal) {
      problems.add(origin, "", refusal.getMessage());
    }
    throw new ConfigException(problems.inOrder());
  }

  /** Only of what is to be trained: tables of earlier releases have such axes. */
  private void checkAxes(Tree.Block block) throws ConfigException {
    if (block.entries().get("grid") instanceof Tree.Block grid) {
      List<String> before = new ArrayList<>();
      grid.entries()
          .forEach(
              (axis, values) -> {
                GridAxis.problem(axis, before)
                    .ifPresent(problem -> problems.add(values.origin(), "grid." + axis, problem));
                before.add(axis);
              });
    }
    refuseIfProblems();
  }

  private Tree.Block base(ExperimentConfig.File content, Tree.Block block) throws ConfigException {
    var written = block.entries().get("base").origin();
    if (Location.SCHEME.matcher(content.base()).matches()) {
      problems.add(written, "base", "expected a file on the local disk");
    } else {
      var relative = Path.of("").toAbsolutePath().relativize(Path.of(content.base()));
      var shown = relative.startsWith("..") ? Path.of(content.base()) : relative;
      var layers = new FileLayers(problems).read(shown);
      if (layers.isPresent() && problems.isEmpty()) {
        return layers.get();
      }
    }
    throw new ConfigException(problems.inOrder());
  }

  private ExperimentPlan plan(
      ExperimentConfig.File content, String yaml, Tree.Block base, Origin file, Tree.Block written)
      throws ConfigException {
    var common = base;
    for (var change : content.set().orElse(Map.of()).entrySet()) {
      common = over(common, change.getKey(), change.getValue());
    }
    var cells = List.of(new ExperimentPlan.Cell(0, Map.of(), common));
    for (var axis : content.grid().orElse(Map.of()).entrySet()) {
      List<ExperimentPlan.Cell> finer = new ArrayList<>();
      for (var cell : cells) {
        for (int i = 0; i < axis.getValue().values().size(); i++) {
          var labels = new LinkedHashMap<>(cell.labels());
          labels.put(axis.getKey(), axis.getValue().labels().get(i));
          var layer = over(cell.layer(), axis.getKey(), axis.getValue().values().get(i));
          finer.add(new ExperimentPlan.Cell(finer.size(), labels, layer));
        }
      }
      cells = finer;
      refuseTooMany(content, cells.size(), written);
    }
    return new ExperimentPlan(
        content.name(), content.config(), yaml, cells, arms(content), file, environment);
  }

  /** In the order of the tables. */
  private static List<ExperimentPlan.Arm> arms(ExperimentConfig.File content) {
    List<ExperimentPlan.Arm> arms = new ArrayList<>();
    if (content.config().leap() == ExperimentConfig.Arms.BOTH) {
      arms.add(ExperimentPlan.Arm.PLAIN);
    }
    arms.add(ExperimentPlan.Arm.LEAP);
    content
        .arms()
        .orElse(Map.of())
        .forEach((name, sets) -> arms.add(new ExperimentPlan.Arm(name, sets)));
    return arms;
  }

  /**
   * A grid value of a name and a set is a case: the keys of the set, whatever the axis is called.
   */
  private static Tree.Block over(Tree.Block lower, String key, Tree value) {
    if (value instanceof Tree.Block written
        && written.entries().keySet().equals(Set.of("name", "set"))
        && written.entries().get("set") instanceof Tree.Block set) {
      var merged = lower;
      for (var change : set.entries().entrySet()) {
        merged = over(merged, change.getKey(), change.getValue());
      }
      return merged;
    }
    return RunSchema.over(lower, key, value);
  }

  private void refuseTooMany(ExperimentConfig.File content, int cells, Tree.Block written)
      throws ConfigException {
    long runs = (long) cells * arms(content).size() * content.config().seeds().size();
    if (runs > MOST_RUNS) {
      problems.add(
          written.entries().get("grid").origin(),
          "grid",
          "is %s runs and more, at most %s are accepted; split the experiment"
              .formatted(runs, MOST_RUNS));
      refuseIfProblems();
    }
  }

  private void refuseIfProblems() throws ConfigException {
    if (!problems.isEmpty()) {
      throw new ConfigException(problems.inOrder());
    }
  }
}
