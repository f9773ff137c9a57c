package org.leap.jobs.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Runs command lines in this process, and keeps what the last one wrote. */
final class Console {
  private String err = "";
  private String out = "";

  /** Returns the exit code. */
  int leap(String... arguments) {
    PrintStream realOut = System.out;
    PrintStream realErr = System.err;
    ByteArrayOutputStream capturedOut = new ByteArrayOutputStream();
    ByteArrayOutputStream capturedErr = new ByteArrayOutputStream();
    System.setOut(new PrintStream(capturedOut, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(capturedErr, true, StandardCharsets.UTF_8));
    try {
      return LeapCommand.run(arguments);
    } finally {
      System.setOut(realOut);
      System.setErr(realErr);
      out = capturedOut.toString(StandardCharsets.UTF_8);
      err = capturedErr.toString(StandardCharsets.UTF_8);
    }
  }

  String out() {
    return out;
  }

  String err() {
    return err;
  }
}
