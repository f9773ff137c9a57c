package org.leap.spark.checkpoint;

/**
 * {@code manifest.json}, the commit file of a checkpoint: without it there is no checkpoint.
 *
 * @param version of the format
 * @param bytes length of the state file
 * @param sha256 of the state file
 * @param parameters floats of it that are parameters; the rest are optimizer state
 */
record Manifest(
    int version,
    int rounds,
    int step,
    String fingerprint,
    long bytes,
    String sha256,
    int parameters,
    int optimizerState) {

  static final String FILE = "manifest.json";
  static final int VERSION = 1;

  void check() throws BadCheckpointException {
    if (version != VERSION) {
      throw new BadCheckpointException(
          "Unknown version %d, this release supports at most %d".formatted(version, VERSION));
    }
    if (rounds < 1
        || step < 1
        || parameters < 0
        || optimizerState < 0
        || bytes != 4L * parameters + 4L * optimizerState) {
      throw new BadCheckpointException("its manifest contradicts itself: " + this);
    }
  }
}
