package org.leap.jobs.config;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** An experiment file. */
final class ExperimentBlock {
  static final String SIGMA = "perturbation.sigma";

  /**
   * A file as it was written.
   *
   * @param set laid over the base of all runs
   * @param grid axes by their keys, in order
   */
  record Content(
      ExperimentConfig config, String base, Map<String, Tree> set, Map<String, GridAxis> grid) {}

  static final Key<String> NAME =
      Key.optional(
          "name",
          RunBlock.NAME.type(),
          "the file's name without its extension",
          "name of the experiment, for its folder and report");
  static final Key<String> BASE =
      Key.required(
          "base", new Location(), "the configuration that every run starts from, a local file");
  private static final Key<Map<String, Tree>> SET =
      Key.optional(
          "set", new DottedKeys<>(new Written(), 1000), "nothing", "what all runs change in it");
  static final Key<Map<String, GridAxis>> GRID =
      Key.optional(
          "grid",
          new DottedKeys<>(new GridAxis.Type(), 10),
          "one cell",
          "keys with the values they take; every combination is a cell");
  static final Key<List<Long>> SEEDS =
      Key.required("seeds", new ListOf<>(WholeNumber.any(), 1000), "seeds of the runs of a cell");
  static final Key<ExperimentConfig.Arms> LEAP =
      Key.defaulted(
          "leap",
          Choice.of(ExperimentConfig.Arms.class),
          ExperimentConfig.Arms.BOTH,
          "whether every cell is trained without LEAP too, with the same seeds");
  private static final Key<Long> PARALLEL =
      Key.optional(
          "parallel",
          WholeNumber.between(1, 64),
          "the cluster's slots over training.workers",
          "runs side by side; does not change the result");
  private static final Key<SearchConfig> SEARCH =
      Key.optional("search", SearchBlock.SCHEMA, "sigma is not tuned", "how sigma is tuned first");
  private static final Key<FlatnessConfig> FLATNESS =
      Key.optional(
          "flatness",
          FlatnessBlock.SCHEMA,
          "not measured",
          "what is measured of every trained network");

  static final Fields<Content> SCHEMA =
      Fields.of(
              ExperimentBlock::build,
              NAME,
              BASE,
              SET,
              GRID,
              SEEDS,
              LEAP,
              PARALLEL,
              SEARCH,
              FLATNESS)
          .check(values -> unique(values, SEEDS))
          .check(ExperimentBlock::searchOrGrid);

  private ExperimentBlock() {}

  private static Content build(Values values) {
    return new Content(
        new ExperimentConfig(
            values.get(NAME),
            values.get(SEEDS),
            values.get(LEAP),
            values
                .find(PARALLEL)
                .map(n -> OptionalInt.of(n.intValue()))
                .orElse(OptionalInt.empty()),
            values.find(SEARCH),
            values.find(FLATNESS)),
        values.get(BASE),
        values.find(SET).orElseGet(LinkedHashMap::new),
        values.find(GRID).orElseGet(LinkedHashMap::new));
  }

  private static Optional<Check.Violation> unique(Values values, Key<List<Long>> key) {
    return Check.violationIf(
        values.find(key).filter(list -> new HashSet<>(list).size() < list.size()).isPresent(),
        key,
        "a seed is written twice; a repeated run would only repeat its result");
  }

  private static Optional<Check.Violation> searchOrGrid(Values values) {
    return Check.violationIf(
        values.find(SEARCH).isPresent()
            && values.find(GRID).filter(grid -> grid.containsKey(SIGMA)).isPresent(),
        GRID,
        "sigma is tuned by search; remove perturbation.sigma from grid, or search");
  }
}
