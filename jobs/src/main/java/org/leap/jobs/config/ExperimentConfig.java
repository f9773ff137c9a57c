package org.leap.jobs.config;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** An experiment apart from the configurations of its runs. */
public record ExperimentConfig(
    @Key(doc = "seeds of the runs of a cell", most = 1000) List<Long> seeds,
    @Key(
            doc = "whether every cell is trained without LEAP too, with the same seeds",
            orElse = "both")
        Arms leap,
    @Key(
            doc = "runs side by side; does not change the result",
            absent = "the cluster's slots over training.workers",
            in = "[1, 64]")
        OptionalInt parallel,
    @Key(doc = "how sigma is tuned first", absent = "sigma is not tuned")
        Optional<SearchConfig> search,
    @Key(doc = "what is measured of every trained network", absent = "not measured")
        Optional<FlatnessConfig> flatness) {
  static final String SIGMA = "perturbation.sigma";

  /** Whether a cell is trained with and without LEAP. */
  public enum Arms {
    /** The same seeds with and without LEAP. */
    BOTH,
    /** Only what the configuration says. */
    WITH
  }

  /** A file as it was written. */
  record File(
      @Key(
              doc = "name of the experiment, for its folder and report",
              absent = "the file's name without its extension",
              form = RunConfig.NAME,
              inWords = RunConfig.NAME_IN_WORDS)
          String name,
      @Key(doc = "the configuration that every run starts from, a local file") String base,
      @Key(doc = "what all runs change in it", absent = "nothing", most = 1000)
          Optional<Map<String, Tree>> set,
      @Key(
              doc = "keys with the values they take; every combination is a cell",
              absent = "one cell",
              most = 10)
          Optional<Map<String, GridAxis>> grid,
      ExperimentConfig config) {

    static void check(Values values) {
      values.refuseIf(
          values.value("seeds") instanceof List<?> seeds
              && new HashSet<>(seeds).size() < seeds.size(),
          "seeds",
          "a seed is written twice; a repeated run would only repeat its result");
      values.refuseIf(
          values.has("search")
              && values.value("grid") instanceof Map<?, ?> grid
              && grid.containsKey(SIGMA),
          "grid",
          "sigma is tuned by search; remove perturbation.sigma from grid, or search");
    }
  }
}
