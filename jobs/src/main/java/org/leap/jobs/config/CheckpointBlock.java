package org.leap.jobs.config;

/** The {@code checkpoint} block. */
final class CheckpointBlock {
  private static final Key<Long> EVERY_ROUNDS =
      Key.defaulted(
          "everyRounds",
          WholeNumber.between(1, 1_000_000_000),
          20L,
          "rounds between two checkpoints");
  private static final Key<Long> KEEP =
      Key.defaulted(
          "keep", WholeNumber.between(1, 1_000_000), 3L, "how many of the newest checkpoints stay");

  static final Fields<CheckpointConfig> SCHEMA =
      Fields.of(
          values -> new CheckpointConfig(values.getInt(EVERY_ROUNDS), values.getInt(KEEP)),
          EVERY_ROUNDS,
          KEEP);

  private CheckpointBlock() {}
}
