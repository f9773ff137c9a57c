package org.leap.jobs.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The blocks that a file of a run is made of. */
final class RunSchema {
  /** Taken out of a file before its other keys are read. */
  static final Setting EXTENDS =
      new Setting(
          "extends",
          new Text(Pattern.compile(".+"), "a file"),
          Setting.Absence.MEANING,
          "",
          "a file, relative to this one, whose keys hold where this one has none; only in files");

  /** The whole configuration. */
  static final Fields<RunConfig> RUN = run(new Schema(Map.of()));

  /** A file that describes data and nothing else. */
  static final Fields<DataConfig> DATA_ONLY = data(type -> type);

  /** The same for data that a trained network scores, which needs no training set and no labels. */
  static final Fields<DataConfig> DATA_TO_SCORE =
      data(
          type ->
              type.withOptional(Set.of("train", "test"), "not scored")
                  .withOptional(Set.of("label", "train.labels", "test.labels"), "not known"));

  private RunSchema() {}

  /** A layer with a value at a dotted key over it. */
  static Tree.Block over(Tree.Block lower, String key, Tree value) {
    return BlockType.merge(Optional.of(RUN), lower, CommandLine.nest(key, value));
  }

  static Fields<RunConfig> run(Schema schema) {
    return schema.fields(RunConfig.class).startingWith(EXTENDS);
  }

  private static Fields<DataConfig> data(UnaryOperator<Variants<?>> change) {
    var data = RUN.setting("data");
    var type = change.apply((Variants<?>) data.type());
    var changed = new Setting("data", type, data.absence(), data.text(), data.documentation());
    return new Fields<>(
        "",
        List.of(EXTENDS, changed),
        List.of(),
        List.of(),
        values -> values.find("data", DataConfig.class).orElseThrow());
  }
}
