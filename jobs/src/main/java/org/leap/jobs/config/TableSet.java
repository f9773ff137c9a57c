package org.leap.jobs.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rows of a set.
 *
 * @param source a format of {@code spark.read}; absent where a table is named
 * @param options of the source, by name
 * @param version of a table that has versions, or the number or name of a snapshot
 * @param timestamp as SQL writes one
 */
@Key.OnlyOneOf({"table", "source"})
public record TableSet(
    @Key(
            doc = "a table of one of Spark's catalogs",
            absent = "see `source`",
            form = "([\\w-]+|`[^`]+`)(\\.([\\w-]+|`[^`]+`)){0,9}",
            inWords = "a table such as catalog.database.name")
        Optional<String> table,
    @Key(
            doc =
                "a format of Spark's, such as `delta`, `iceberg`, `parquet`, `orc`, `jdbc`, `avro`, `csv`, `binaryFile`, `image`",
            absent = "see `table`",
            form = "[\\w.$-]+",
            inWords = "a format of Spark's")
        Optional<String> source,
    @Key(doc = "where the data of `source` are", absent = "the options say it")
        Optional<String> path,
    @Key(doc = "options of `source`", absent = "none", most = 100)
        Optional<Map<String, String>> options,
    @Key(
            doc = "condition in SQL, of the rows that count",
            absent = "all rows",
            form = "(?s).+",
            inWords = "a condition in SQL")
        Optional<String> where,
    @Key(
            doc = "version (Delta), or number or name of the snapshot (Iceberg)",
            absent = "the newest when the run begins",
            form = "[\\w.-]+",
            inWords = "a version or snapshot")
        Optional<String> version,
    @Key(
            doc = "moment whose snapshot is read",
            absent = "see `version`",
            form = "[\\w.:+ /-]+",
            inWords = "a timestamp such as 2026-01-31 12:00:00")
        Optional<String> timestamp) {
  private static final List<String> VERSIONED = List.of("delta", "iceberg");

  static void check(Values values) {
    boolean ofTable = values.isAttempted("table");
    if (!ofTable && !values.isAttempted("source")) {
      values.refuseMissing("table");
    }
    values.refuseIf(ofTable && values.has("path"), "path", "is for a source; remove it, or table");
    values.refuseIf(
        values.has("version") && values.has("timestamp"),
        "timestamp",
        "only one of version, timestamp may be set; remove the other");
    boolean unversioned =
        values.find("source", String.class).filter(s -> !VERSIONED.contains(s)).isPresent();
    for (var key : List.of("version", "timestamp")) {
      values.refuseIf(
          unversioned && values.has(key),
          key,
          "is for delta and iceberg, which keep old versions; remove it");
    }
  }

  /** Whether its source keeps old versions; a table of a catalog may, too. */
  boolean hasSnapshots() {
    return source.filter(VERSIONED::contains).isPresent();
  }
}
