package org.leap.jobs.datasets.tables;

import java.io.FileNotFoundException;
import java.util.List;
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
      for (Throwable cause : ExceptionUtils.getThrowableList(e)) {
        String message = firstLine(cause);
        if (NO_SOURCE.matcher(message).matches() || NO_CATALOG.matcher(message).matches()) {
          throw new UsageException(
              "%s: Spark finds no class for %s (%s); give it the jar of the source (LEAP_JARS where Spark runs in this process, spark.jars.packages in --properties-file elsewhere) and the settings of its catalog"
                  .formatted(key, table, Quoted.bare(message)),
              e);
        }
      }
      List<Throwable> causes = ExceptionUtils.getThrowableList(e);
      for (int i = 0; i < causes.size(); i++) {
        if (causes.get(i) instanceof FileNotFoundException
            || OF_DATA.contains(causes.get(i).getClass().getSimpleName())) {
          // Who names the file stands around who found the fault in it.
          boolean named = i > 0 && OF_FILE.matcher(firstLine(causes.get(i - 1))).matches();
          throw unreadable(causes.get(named ? i - 1 : i), e);
        }
      }
      throw opening ? unreadable(e, e) : ExceptionUtils.<RuntimeException>rethrow(e);
    }
  }

  private BadDataException unreadable(Throwable told, Exception e) {
    return new BadDataException(table, "Spark cannot read it: " + Quoted.bare(firstLine(told)), e);
  }

  private static String firstLine(Throwable e) {
    String message = e.getMessage();
    return message == null || message.isBlank()
        ? e.getClass().getSimpleName()
        : message.strip().lines().findFirst().orElseThrow();
  }
}
