package org.leap.jobs.config;

/** The {@code training.earlyStopping} block. */
final class EarlyStoppingBlock {
  private static final int MOST_PATIENCE = 1_000_000;

  private static final Key<EarlyStopping.Metric> METRIC =
      Key.defaulted(
          "metric",
          Choice.of(EarlyStopping.Metric.class),
          EarlyStopping.Metric.LOSS,
          "what has to improve on the validation set");
  private static final Key<Long> PATIENCE =
      Key.defaulted(
          "patience",
          WholeNumber.between(1, MOST_PATIENCE),
          10L,
          "evaluations in a row without an improvement that end the run");
  private static final Key<Double> MIN_DELTA =
      Key.defaulted(
          "minDelta",
          RealNumber.atLeast(0),
          0.0,
          "only more than this is an improvement on the best before");

  static final Fields<EarlyStopping> SCHEMA =
      Fields.of(
          values ->
              new EarlyStopping(values.get(METRIC), values.getInt(PATIENCE), values.get(MIN_DELTA)),
          METRIC,
          PATIENCE,
          MIN_DELTA);

  private EarlyStoppingBlock() {}
}
