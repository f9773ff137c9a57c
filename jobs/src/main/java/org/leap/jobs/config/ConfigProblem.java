package org.leap.jobs.config;

/**
 * One thing that is wrong with a configuration.
 *
 * @param file where it was written, as the user named it; {@code --set} for the command line
 * @param line in that file, from 1; 0 if the problem is not in a line
 * @param keyPath dotted path of the key; empty if the problem is not at a key
 * @param message what is wrong and what is expected, on one line
 */
public record ConfigProblem(String file, int line, String keyPath, String message) {

  /** {@code conf/x.yaml:12: training.batchSize: must be at least 1, found -5}. */
  @Override
  public String toString() {
    var place = line > 0 ? file + ":" + line : file;
    return place + ": " + (keyPath.isEmpty() ? "" : keyPath + ": ") + message;
  }
}
