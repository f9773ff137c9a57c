package org.leap.jobs.run;

import java.io.UncheckedIOException;
import org.leap.jobs.ExitCode;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.data.BadDataException;
import org.leap.spark.engine.DivergedException;

/**
 * An error as a user sees it.
 *
 * @param message one line; several for a configuration with several problems
 */
public record Failure(ExitCode exitCode, String message) {

  public static Failure of(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConfigException || cause instanceof UsageException) {
        return new Failure(ExitCode.USAGE, cause.getMessage());
      }
      if (cause instanceof BadDataException) {
        return new Failure(ExitCode.BAD_DATA, cause.getMessage());
      }
      if (cause instanceof DivergedException) {
        return new Failure(ExitCode.DIVERGED, cause.getMessage());
      }
    }
    return new Failure(ExitCode.INFRASTRUCTURE, firstLine(error));
  }

  /** Spark puts whole stack traces into its messages; the first line says what happened. */
  private static String firstLine(Throwable error) {
    Throwable shown = error instanceof UncheckedIOException ? error.getCause() : error;
    String message = shown.getMessage();
    if (message == null || message.isBlank()) {
      return shown.toString() + " (--debug shows where)";
    }
    return shown.getClass().getSimpleName()
        + ": "
        + message.strip().lines().findFirst().orElseThrow()
        + " (--debug shows where)";
  }
}
