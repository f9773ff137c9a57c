package org.leap.jobs;

import org.leap.jobs.cli.LeapCommand;
import org.leap.jobs.run.Interruption;

/** Main class of the {@code leap} launcher and of {@code spark-submit}. */
public final class Leap {
  private Leap() {}

  public static void main(String[] args) {
    Interruption.handleSignals();
    System.exit(LeapCommand.run(args));
  }
}
