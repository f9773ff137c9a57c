package org.leap.jobs.config;

/** The {@code flatness} block of an experiment. */
final class FlatnessBlock {
  private static final Key<Long> EXAMPLES =
      Key.defaulted(
          "examples",
          WholeNumber.between(1, 100_000_000),
          1000L,
          "training examples of the loss, the same for all runs; all of them if there are fewer");
  private static final Key<Long> LANCZOS =
      Key.defaulted(
          "lanczosSteps",
          WholeNumber.between(1, 1000),
          15L,
          "Lanczos steps for the largest Hessian eigenvalue, one gradient each");
  private static final Key<Long> PROBES =
      Key.defaulted(
          "traceProbes",
          WholeNumber.between(2, 100_000),
          10L,
          "probes for the Hessian's trace, one gradient each");
  private static final Key<Double> NOISE =
      Key.defaulted(
          "noise",
          RealNumber.above(0),
          0.05,
          "standard deviation of the weight noise relative to the root mean square of each block");
  private static final Key<Long> PAIRS =
      Key.defaulted(
          "noisePairs",
          WholeNumber.between(2, 100_000),
          10L,
          "pairs of opposite noises, each of two losses");
  private static final Key<Long> SLICE =
      Key.defaulted(
          "slicePoints",
          WholeNumber.between(0, 1001),
          0L,
          "losses along a filter-normalized random direction, an odd number; 0 for none");

  static final Fields<FlatnessConfig> SCHEMA =
      Fields.of(
              values ->
                  new FlatnessConfig(
                      values.getInt(EXAMPLES),
                      values.getInt(LANCZOS),
                      values.getInt(PROBES),
                      values.get(NOISE),
                      values.getInt(PAIRS),
                      values.getInt(SLICE)),
              EXAMPLES,
              LANCZOS,
              PROBES,
              NOISE,
              PAIRS,
              SLICE)
          .check(
              values ->
                  Check.violationIf(
                      values.find(SLICE).filter(n -> n != 0 && (n < 3 || n % 2 == 0)).isPresent(),
                      SLICE,
                      "must be 0 or an odd number of at least 3"));

  private FlatnessBlock() {}
}
