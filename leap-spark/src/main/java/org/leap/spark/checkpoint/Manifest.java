package org.leap.spark.checkpoint;

import java.util.List;
import org.leap.spark.engine.Evaluation;

/**
 * {@code manifest.json}, the commit file of a checkpoint: without it there is no checkpoint.
 *
 * @param version of the format
 * @param bytes length of the state file
 * @param sha256 of the state file
 * @param parameters floats of it that are parameters
 * @param optimizerState floats of it that follow and are optimizer state
 * @param mean floats of it that follow and are a mean of parameters; none in version 1
 * @param meanModels of how many moments
 * @param evaluations that guide the run; none in version 1
 */
record Manifest(
    int version,
    int rounds,
    int step,
    String fingerprint,
    long bytes,
    String sha256,
    int parameters,
    int optimizerState,
    Integer mean,
    Integer meanModels,
    List<Evaluation> evaluations) {

  static final String FILE = "manifest.json";
  static final int VERSION = 2;

  Manifest {
    mean = mean == null ? 0 : mean;
    meanModels = meanModels == null ? 0 : meanModels;
    evaluations = evaluations == null ? List.of() : List.copyOf(evaluations);
  }

  void check() throws BadCheckpointException {
    if (version < 1 || version > VERSION) {
      throw new BadCheckpointException(
          "Unknown version %d, this release supports at most %d".formatted(version, VERSION));
    }
    if (rounds < 1
        || step < 1
        || parameters < 0
        || optimizerState < 0
        || mean < 0
        || meanModels < 0
        || (mean != 0 && mean != parameters)
        || bytes != 4L * parameters + 4L * optimizerState + 4L * mean) {
      throw new BadCheckpointException("its manifest contradicts itself: " + this);
    }
  }
}
