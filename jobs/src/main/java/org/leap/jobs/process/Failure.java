package org.leap.jobs.process;

import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.text.Quoted;
import org.leap.spark.engine.DivergedException;
import org.leap.spark.engine.InterruptedRunException;
import org.leap.spark.engine.LostClusterException;
import org.leap.spark.engine.MixedHardwareException;
import org.leap.spark.prepared.BadShardException;

/**
 * An error as a user sees it.
 *
 * @param message one line; several for a configuration with several problems
 */
public record Failure(ExitCode exitCode, String message) {
  /** Java's, JavaCPP's and Spark's, of heap and native memory; others say so of threads. */
  private static final Pattern OUT_OF_MEMORY =
      Pattern.compile(
          "OutOfMemoryError: (Java heap space|GC overhead|Cannot reserve|Direct buffer"
              + "|Physical memory|Failed to allocate|Unable to acquire)[^\\n]*");

  public Failure {
    message = message.lines().map(Quoted::visible).collect(Collectors.joining("\n"));
  }

  /** What to show of an error, and the exit code of its kind. */
  public static Failure of(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConfigException
          || cause instanceof UsageException
          || cause instanceof MixedHardwareException) {
        return new Failure(ExitCode.USAGE, cause.getMessage());
      }
      if (cause instanceof BadDataException || cause instanceof BadShardException) {
        return new Failure(ExitCode.BAD_DATA, cause.getMessage());
      }
      if (cause instanceof DivergedException) {
        return new Failure(ExitCode.DIVERGED, cause.getMessage());
      }
      if (cause instanceof InUseException) {
        return new Failure(ExitCode.IN_USE, cause.getMessage());
      }
      if (cause instanceof LostClusterException) {
        return new Failure(ExitCode.INFRASTRUCTURE, cause.getMessage());
      }
      if (cause instanceof InterruptedRunException) {
        return new Failure(ExitCode.INTERRUPTED, "interrupted; leap train --resume goes on");
      }
    }
    return new Failure(
        ExitCode.INFRASTRUCTURE,
        outOfMemory(error).map(Failure::withMoreMemory).orElseGet(() -> firstLine(error)));
  }

  /** What Java says of memory; of a task elsewhere it stands in the text alone. */
  private static Optional<String> outOfMemory(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      Matcher matcher = OUT_OF_MEMORY.matcher(cause.toString());
      if (matcher.find()) {
        return Optional.of(matcher.group());
      }
    }
    return Optional.empty();
  }

  private static String withMoreMemory(String said) {
    return said
        + "; give it more memory: LEAP_MEMORY where Spark runs in this process, spark.driver.memory"
        + " and spark.executor.memory on a cluster (--debug shows where)";
  }

  /** Spark puts whole stack traces into its messages; the first line says what happened. */
  private static String firstLine(Throwable error) {
    String message = error.getMessage();
    if (message == null || message.isBlank()) {
      return error + " (--debug shows where)";
    }
    if (error instanceof UncheckedIOException) {
      return message.lines().findFirst().orElseThrow();
    }
    return error.getClass().getSimpleName()
        + ": "
        + message.strip().lines().findFirst().orElseThrow()
        + " (--debug shows where)";
  }
}
