package org.leap.jobs.process;

/** Exit codes of the command line. */
public enum ExitCode {
  SUCCEEDED(0),
  USAGE(2),
  BAD_DATA(3),
  DIVERGED(4),
  INFRASTRUCTURE(5),
  IN_USE(6),
  INTERRUPTED(130);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The number with which the process exits. */
  public int code() {
    return code;
  }
}
