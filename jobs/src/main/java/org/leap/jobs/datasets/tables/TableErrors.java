package org.leap.jobs.datasets.tables;

import java.io.FileNotFoundException;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.process.UsageException;
import org.leap.jobs.text.Quoted;

/**
 * What Spark says of tables, in one line.
 *
 * @param table how messages name it
 * @param key of the configuration that names it: {@code data.train}
 */
record TableErrors(String table, String key) {
  private static final Pattern NO_SOURCE =
      Pattern.compile("(?i).*(failed to find (the )?data source|data_source_not_found).*");
  private static final Pattern NO_CATALOG =
      Pattern.compile("(?i).*cannot find catalog plugin class.*");

  /**
   * What JDBC says, of a driver that is there, too, if another class loader has it than Spark's.
   */
  private static final String NO_DRIVER = "No suitable driver";

  private static final Pattern OF_FILE =
      Pattern.compile("(?!Job aborted).*\\bfile\\b.*", Pattern.CASE_INSENSITIVE);

  /** Of rows and files that are not what the table says, by the names that their classes have. */
  private static final Set<String> OF_DATA =
      Set.of(
          "SchemaColumnConvertNotSupportedException",
          "ParquetDecodingException",
          "QueryExecutionException",
          "SparkFileNotFoundException",
          "SparkArithmeticException",
          "SparkDateTimeException",
          "SparkNumberFormatException",
          "MalformedRecordsDetectedException",
          "ValidationException",
          "NotFoundException");

  /** What decodes files, and has nothing to do with how their bytes come. */
  private static final Pattern DECODER =
      Pattern.compile(
          "org\\.apache\\.(avro|orc|parquet)\\.|org\\.xerial\\.snappy\\.|io\\.airlift\\.compress\\.|com\\.github\\.luben\\.zstd\\.|java\\.util\\.zip\\.|com\\.univocity\\.");

  /** Something that Spark does. */
  interface Work<T> {
    T run() throws Exception;
  }

  /**
   * Opens a table: whatever goes wrong is wrong with it.
   *
   * @throws BadDataException or a {@link UsageException} if the source is not there
   */
  <T> T opening(Work<T> work) {
    return run(work, true);
  }

  /** Reads a table: what is wrong with machines stays what it is. */
  <T> T reading(Work<T> work) {
    return run(work, false);
  }

  private <T> T run(Work<T> work, boolean opening) {
    try {
      return work.run();
    } catch (BadDataException | UsageException e) {
      throw e;
    } catch (Exception e) {
      // What Scala throws is not declared.
      List<Throwable> causes = ExceptionUtils.getThrowableList(e);
      for (Throwable cause : causes) {
        String message = firstLine(cause);
        boolean noDriver = message.startsWith(NO_DRIVER);
        if (noDriver
            || cause instanceof ClassNotFoundException
            || NO_SOURCE.matcher(message).matches()
            || NO_CATALOG.matcher(message).matches()) {
          throw new UsageException(
              "%s: Spark finds no class for %s (%s); give it the jar of the source (LEAP_JARS where Spark runs in this process, spark.jars.packages in --properties-file elsewhere) and %s"
                  .formatted(
                      key,
                      table,
                      message,
                      noDriver
                          ? "the class of the driver in options.driver"
                          : "the settings of its catalog"),
              e);
        }
      }
      fault(causes).ifPresent(fault -> throwUnreadable(causes, fault, e));
      if (!opening) {
        ExceptionUtils.<RuntimeException>rethrow(e);
      }
      // Spark 4 says no more than that there was no connection.
      Throwable told = ExceptionUtils.throwableOfType(e, SQLException.class);
      throw unreadable(firstLine(told == null ? e : told), e);
    }
  }

  /** Which cause finds fault with rows or files, if one does. */
  private static OptionalInt fault(List<Throwable> causes) {
    for (int i = 0; i < causes.size(); i++) {
      if (causes.get(i) instanceof FileNotFoundException
          || OF_DATA.contains(causes.get(i).getClass().getSimpleName())) {
        return OptionalInt.of(i);
      }
    }
    // Readers wrap what the network says in the same exceptions: the innermost cause counts.
    int last = causes.size() - 1;
    StackTraceElement[] stack = causes.get(last).getStackTrace();
    return stack.length > 0 && DECODER.matcher(stack[0].getClassName()).lookingAt()
        ? OptionalInt.of(last)
        : OptionalInt.empty();
  }

  /** Who names the file stands around who found the fault in it. */
  private void throwUnreadable(List<Throwable> causes, int fault, Exception e) {
    String told = firstLine(causes.get(fault));
    for (int i = fault - 1; i >= 0; i--) {
      String around = firstLine(causes.get(i));
      if (OF_FILE.matcher(around).matches()) {
        throw unreadable(around.replaceFirst("[.]? Details:$", "") + ": " + told, e);
      }
    }
    throw unreadable(told, e);
  }

  private BadDataException unreadable(String told, Exception e) {
    return new BadDataException(table, "Spark cannot read it: " + told, e);
  }

  private static String firstLine(Throwable e) {
    String message = e.getMessage();
    return Quoted.bare(
        message == null || message.isBlank()
            ? e.getClass().getSimpleName()
            : message.strip().lines().findFirst().orElseThrow());
  }
}
