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

  private static final Key<String> DIR =
      Key.optional(
          "dir",
          new Location(),
          "the run folder's `checkpoints`",
          "where checkpoints are kept; a folder of this run alone");

  static final Fields<CheckpointConfig> SCHEMA =
      Fields.of(
          values ->
              new CheckpointConfig(
                  values.getInt(EVERY_ROUNDS), values.getInt(KEEP), values.find(DIR)),
          EVERY_ROUNDS,
          KEEP,
          DIR);

  private CheckpointBlock() {}
}
