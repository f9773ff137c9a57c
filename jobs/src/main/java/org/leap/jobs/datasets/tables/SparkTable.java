package org.leap.jobs.datasets.tables;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.leap.jobs.config.TableSet;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.process.UsageException;
import org.leap.jobs.text.Concealed;
import org.leap.jobs.text.Quoted;
import org.leap.spark.engine.JobGroup;

/**
 * The rows that a configuration names, in one state of the table.
 *
 * @param name how messages name it
 * @param state what names it: {@code iceberg snapshot 17}; absent where the source has no snapshots
 */
record SparkTable(String name, Dataset<Row> rows, Optional<String> state, TableErrors errors) {
  private static final String ICEBERG = "iceberg";
  private static final String DELTA = "delta";

  /**
   * Opens a table. Where nothing says which, it is the newest snapshot from now on, whatever is
   * written to the table in the meantime.
   *
   * @param key of the configuration: {@code data.train}
   * @param known the state that it is to be in, if it is to be one and the configuration is silent
   * @throws BadDataException if the table or the snapshot is not there
   * @throws UsageException if Spark does not know the source, or the condition is none
   */
  static SparkTable open(SparkSession session, TableSet set, String key, Optional<String> known) {
    String name = name(set);
    TableErrors errors = new TableErrors(name, key);
    Opening opening = new Opening(session, set, name);
    String kind = errors.opening(opening::kind);
    Optional<String> version = errors.opening(() -> opening.version(kind, known));
    Dataset<Row> all = errors.opening(() -> opening.rows(version));
    return new SparkTable(
        name,
        filtered(all, set, key),
        version.map(found -> (kind + " snapshot " + found).strip()),
        errors);
  }

  /** Reads it by Spark jobs of this description. */
  <T> T reading(String description, Supplier<T> jobs) {
    JobGroup group = new JobGroup(rows.sparkSession().sparkContext());
    return errors.reading(() -> group.run(description, jobs));
  }

  private static String name(TableSet set) {
    return Concealed.in(
        set.table()
            .or(set::path)
            .or(() -> set.options().flatMap(SparkTable::ofDatabase))
            .orElseGet(() -> set.source().orElseThrow() + " source"));
  }

  /** The table that JDBC reads; Spark takes options in upper and lower case. */
  private static Optional<String> ofDatabase(Map<String, String> options) {
    return options.keySet().stream()
        .filter("dbtable"::equalsIgnoreCase)
        .findFirst()
        .map(options::get)
        .map(Quoted::bare);
  }

  private static Dataset<Row> filtered(Dataset<Row> all, TableSet set, String key) {
    if (set.where().isEmpty()) {
      return all;
    }
    try {
      return all.where(set.where().get());
    } catch (Exception e) {
      // AnalysisException, which Scala does not declare.
      throw new UsageException(
          "%s.where: %s is no condition on its columns: %s"
              .formatted(
                  key,
                  Quoted.of(set.where().get()),
                  Quoted.bare(
                      String.valueOf(e.getMessage()).strip().lines().findFirst().orElse(""))),
          e);
    }
  }

  private record Opening(SparkSession session, TableSet set, String name) {
    /** The format of a table that has snapshots, else empty. */
    String kind() {
      String kind = set.source().orElse("");
      if (set.table().isPresent()) {
        // Views say nothing of it.
        List<Row> said =
            session
                .sql("DESCRIBE TABLE EXTENDED " + set.table().get())
                .where(col("col_name").equalTo("Provider"))
                .select("data_type")
                .collectAsList();
        kind = said.isEmpty() ? "" : said.get(0).getString(0);
      }
      return kind.equals(ICEBERG) || kind.equals(DELTA) ? kind : "";
    }

    /** The snapshot to read, as the format numbers or names them. */
    Optional<String> version(String kind, Optional<String> known) {
      if (set.version().isPresent() || kind.isEmpty()) {
        return set.version();
      }
      String prefix = kind + " snapshot ";
      if (set.timestamp().isEmpty() && known.filter(s -> s.startsWith(prefix)).isPresent()) {
        return known.map(state -> state.substring(prefix.length()));
      }
      String when = kind.equals(ICEBERG) ? "made_current_at" : "timestamp";
      String number = kind.equals(ICEBERG) ? "snapshot_id" : "version";
      Dataset<Row> history = kind.equals(ICEBERG) ? icebergHistory() : deltaHistory();
      if (set.timestamp().isPresent()) {
        history = history.where(col(when).leq(lit(set.timestamp().get()).cast("timestamp")));
      }
      List<Row> newest =
          history
              .orderBy(col(when).desc(), col(number).desc())
              .select(col(number).cast("string"))
              .limit(1)
              .collectAsList();
      if (newest.isEmpty()) {
        throw new BadDataException(
            name,
            set.timestamp().isPresent()
                ? "has no snapshot of %s or before; name a later timestamp"
                    .formatted(Quoted.of(set.timestamp().get()))
                : "has no snapshot, so it has no rows");
      }
      return Optional.of(newest.get(0).getString(0));
    }

    private Dataset<Row> icebergHistory() {
      Dataset<Row> history =
          set.table().isPresent()
              ? session.table(set.table().get() + ".history")
              : session.read().format(ICEBERG).load(set.path().orElseThrow() + "#history");
      return history.where("is_current_ancestor");
    }

    private Dataset<Row> deltaHistory() {
      return session.sql(
          "DESCRIBE HISTORY "
              + set.table()
                  .orElseGet(() -> "delta.`" + set.path().orElseThrow().replace("`", "``") + "`"));
    }

    Dataset<Row> rows(Optional<String> version) {
      if (set.table().isEmpty()) {
        return load(version);
      }
      String table = set.table().get();
      if (version.isPresent()) {
        return session.sql("SELECT * FROM %s VERSION AS OF '%s'".formatted(table, version.get()));
      }
      return set.timestamp().isPresent()
          ? session.sql(
              "SELECT * FROM %s TIMESTAMP AS OF '%s'".formatted(table, set.timestamp().get()))
          : session.table(table);
    }

    private Dataset<Row> load(Optional<String> version) {
      var reader =
          session.read().format(set.source().orElseThrow()).options(set.options().orElse(Map.of()));
      if (version.isPresent()) {
        reader = reader.option("versionAsOf", version.get());
      }
      return set.path().isPresent() ? reader.load(set.path().get()) : reader.load();
    }
  }
}
