package org.leap.jobs.folder;

/**
 * What {@code status.json} says. Absent values are not known yet.
 *
 * @param format of the run folder; absent in those of the first release
 * @param writtenBy the release that wrote it; absent there too
 * @param commit that the release was built from, if that is known
 * @param exitCode of the command line, once the run has ended
 * @param error one line, if it failed
 * @param rounds finished rounds
 * @param epochs finished epochs
 * @param examples trained examples
 * @param trainLoss mean loss of the last round
 * @param sigmaEffective of the last round's averaged steps
 * @param paramsSha256 of the little-endian float parameters
 * @param guessing whether the network did no better than guessing after its last epoch; absent if
 *     it did
 * @param testAccuracy absent where labels are numbers, as testR2 is where they are classes
 * @param averagedTestAccuracy of the mean of parameters, in runs that take one
 * @param averagedValidationAccuracy the same on the validation set, if there is one
 * @param badRecords records of the data that were skipped, if there are any
 * @param fingerprint of what workers were trained on, which the bits depend on besides
 */
public record Status(
    Integer format,
    String writtenBy,
    String commit,
    State state,
    Integer exitCode,
    String error,
    int rounds,
    int epochs,
    long examples,
    Double trainLoss,
    Double testAccuracy,
    Double testR2,
    Double testLoss,
    Double sigmaEffective,
    String paramsSha256,
    Long badRecords,
    Boolean guessing,
    Double averagedTestAccuracy,
    Double averagedTestR2,
    Double averagedTestLoss,
    Double averagedValidationAccuracy,
    String fingerprint,
    double wallSeconds) {

  /** 1 did not say so. */
  static final int VERSION = 2;

  public static final String FILE = "status.json";

  /** What {@code guessing} means, and what to try. */
  public static final String GUESSING =
      "the network only guesses; try a learning rate a tenth as high, a schedule that begins with warmup, or other scaling (leap data inspect shows data and labels)";

  /**
   * Test accuracy of the network that the run is for: the mean of parameters where it takes one.
   */
  public Double finalTestAccuracy() {
    return averagedTestAccuracy == null ? testAccuracy : averagedTestAccuracy;
  }

  /** The same of the test loss. */
  public Double finalTestLoss() {
    return averagedTestAccuracy == null ? testLoss : averagedTestLoss;
  }

  /** How a run stands. */
  public enum State {
    RUNNING,
    SUCCEEDED,
    FAILED,
    DIVERGED,
    INTERRUPTED
  }
}
