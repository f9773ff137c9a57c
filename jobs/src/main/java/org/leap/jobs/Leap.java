package org.leap.jobs;

import org.leap.jobs.cli.LeapCommand;

/** Main class of the {@code leap} launcher and of {@code spark-submit}. */
public final class Leap {
  private Leap() {}

  public static void main(String[] args) {
    System.exit(LeapCommand.run(args));
  }
}
