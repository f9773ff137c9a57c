package org.leap.jobs.config;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** An experiment apart from the configurations of its runs. */
public record ExperimentConfig(
    @Key(doc = "seeds of the runs of a cell", most = 1000) List<Long> seeds,
    @Key(
            doc =
                "whether splits, limits and label noise are drawn anew for every seed: data.seed is the run's seed",
            orElse = "false")
        boolean drawData,
    @Key(
            doc = "whether every cell is trained without LEAP too, with the same seeds",
            orElse = "both")
        Arms leap,
    @Key(
            doc = "runs side by side; does not change the result",
            absent = "the cluster's slots over training.workers",
            in = "[1, 64]")
        OptionalInt parallel,
    @Key(
            doc = "how sigma, and a key of every arm that asks for it, are tuned first",
            absent = "nothing is tuned")
        Optional<SearchConfig> search,
    @Key(doc = "what is measured of every trained network", absent = "not measured")
        Optional<FlatnessConfig> flatness,
    @Key(
            doc =
                "differences of the test error below it, in percentage points, do not matter: an arm may then be equivalent to the runs without LEAP",
            absent = "equivalence is not tested",
            in = "(0, 100)")
        OptionalDouble margin,
    @Key(
            doc = "what the experiment is to show, reported as it is written here",
            form = ".{1,1000}",
            inWords = "a line of text",
            orElse = "[]",
            most = 100)
        List<String> hypotheses) {
  /** The key that is searched for. */
  public static final String SIGMA = "perturbation.sigma";

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
      @Key(
              doc =
                  "further arms by name, each with the keys that it sets in the runs without LEAP of every cell",
              absent = "LEAP alone is compared",
              written = "block of names, each with keys and values as `set` has them",
              most = 20)
          Optional<Map<String, Map<String, Tree>>> arms,
      ExperimentConfig config) {

    static void check(Values values) {
      checkArms(values);
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

    private static void checkArms(Values values) {
      if (!(values.value("arms") instanceof Map<?, ?> arms)) {
        return;
      }
      values.refuseIf(
          values.has("leap", Arms.WITH),
          "arms",
          "are compared with runs without LEAP, of which leap: with trains none; remove one of them");
      for (var arm : arms.entrySet()) {
        values.refuseIf(
            arm.getKey().equals(ExperimentPlan.Arm.LEAP.name())
                || arm.getKey().equals(ExperimentPlan.Arm.PLAIN.name()),
            "arms",
            "%s is what the runs of every cell are called; choose another name"
                .formatted(arm.getKey()));
        values.refuseIf(
            arm.getValue() instanceof Map<?, ?> keys && keys.isEmpty(),
            "arms",
            "%s sets nothing, so it is the run without LEAP; write a key".formatted(arm.getKey()));
      }
    }
  }
}
