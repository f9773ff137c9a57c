package org.leap.jobs.bench.recovery;

import java.util.Locale;

/** Whom a kill hits. */
public enum Victim {
  /** A process that trains. Spark starts another. */
  EXECUTOR,
  /** The daemon of a machine, whose executors end with it. It is started again at once. */
  WORKER,
  /** The process that averages. It is started again at once, with {@code --resume}. */
  DRIVER;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
