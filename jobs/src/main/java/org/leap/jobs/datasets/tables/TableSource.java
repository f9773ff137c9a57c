package org.leap.jobs.datasets.tables;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.config.TableSet;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.DataNames;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.formats.tables.ClassIndex;
import org.leap.jobs.formats.tables.NamedColumns;
import org.leap.jobs.formats.tables.RowFeatures;
import org.leap.jobs.formats.tables.RowFormat;
import org.leap.jobs.process.SparkApplication;
import org.leap.jobs.text.Quoted;
import org.leap.spark.data.ExampleShape;

/**
 * Tables that Spark reads. Opening them converts every row once, on the executors, and leaves the
 * examples in their order on the executors' disks.
 */
public final class TableSource implements BatchedSource {
  private static final int HASH_DIGITS = 32;

  private final ExampleShape shape;
  private final DataNames names;
  private final Map<Subset, ReadTable> tables;
  private final Map<String, String> identity;
  private final List<String> remarks;
  private final Traits traits;

  private TableSource(
      ExampleShape shape,
      DataNames names,
      Map<Subset, ReadTable> tables,
      Map<String, String> identity,
      List<String> remarks,
      Traits traits) {
    this.traits = traits;
    this.shape = shape;
    this.names = names;
    this.tables = tables;
    this.identity = identity;
    this.remarks = remarks;
  }

  /**
   * Opens tables.
   *
   * @param sets those that are needed
   * @param classes of a model that scores the rows, where they have no labels
   * @param known the identity of the data that they are to be, as far as the configuration is
   *     silent; empty for the newest
   * @throws BadDataException if a table or column cannot be used
   * @throws org.leap.jobs.process.UsageException if Spark does not know a source
   */
  public static TableSource open(
      DataConfig.Table config,
      Map<Subset, TableSet> sets,
      List<String> classes,
      Map<String, String> known) {
    return new Opening(config, sets, known).open(classes);
  }

  /** What names the state of tables, without reading their rows. */
  public static Map<String, String> identity(DataConfig.Table config, Map<Subset, TableSet> sets) {
    return new Opening(config, sets, Map.of()).identity();
  }

  private static final class Opening {
    private final DataConfig.Table config;
    private final Map<Subset, SparkTable> tables = new EnumMap<>(Subset.class);
    private final Map<Subset, TableRows> rows = new EnumMap<>(Subset.class);

    Opening(DataConfig.Table config, Map<Subset, TableSet> sets, Map<String, String> known) {
      this.config = config;
      SparkSession session = SparkApplication.session();
      sets.forEach(
          (subset, set) -> {
            Optional<String> state =
                Optional.ofNullable(known.get(inWords(subset)))
                    .map(identity -> identity.replaceFirst(", schema .*", ""));
            SparkTable table = SparkTable.open(session, set, "data." + name(subset), state);
            tables.put(subset, table);
            rows.put(subset, new TableRows(table, config.key()));
          });
    }

    private static String name(Subset subset) {
      return subset.name().toLowerCase(Locale.ROOT);
    }

    private static String inWords(Subset subset) {
      return "%s table".formatted(name(subset));
    }

    TableSource open(List<String> known) {
      SparkTable first = Subset.first(tables);
      TableRows firstRows = Subset.first(rows);
      List<String> columns = features(first, firstRows, config.features());
      RowFormat format =
          RowFormat.of(
              first.name(),
              isLabelled() ? firstRows.column(config.label()) : null,
              columns.stream().map(firstRows::column).toList(),
              new RowFeatures.ImageSize(config.size(), config.channels()),
              List.of(),
              firstRows::first);
      Map<Subset, JavaRDD<TableExample>> examples = new EnumMap<>(Subset.class);
      Map<Subset, TableSurvey> surveys = new EnumMap<>(Subset.class);
      tables.forEach(
          (subset, table) -> {
            refuseOtherColumns(table, rows.get(subset), format);
            JavaRDD<TableExample> read = rows.get(subset).read(format, format.shape(1));
            examples.put(subset, read);
            TableSurvey survey =
                table.reading(
                    "reading " + table.name(),
                    () -> TableSurvey.of(read, config.key().isPresent(), areClasses()));
            config.key().ifPresent(key -> survey.checkKeys(table.name(), key));
            surveys.put(subset, survey);
          });
      ClassIndex classes =
          areClasses()
              ? Subset.first(surveys)
                  .classes(first.name(), config.label(), tables.containsKey(Subset.TRAIN))
              : isLabelled() ? ClassIndex.ofNumbers() : ClassIndex.unlabelled(known);
      Map<Subset, ReadTable> read = new EnumMap<>(Subset.class);
      examples.forEach(
          (subset, rdd) ->
              read.put(
                  subset,
                  new ReadTable(
                      tables.get(subset).name(), rdd, surveys.get(subset).counts(), classes)));
      return new TableSource(
          format.shape(classes.names().size()),
          new DataNames(classes.names(), format.features().names(), List.of(), isLabelled()),
          read,
          identity(),
          NamedColumns.remarks(first.name(), columns, config.features()),
          new Traits(format.features().sparse(), List.of()));
    }

    private boolean isLabelled() {
      return config.label() != null;
    }

    private boolean areClasses() {
      return isLabelled() && !config.isRegression();
    }

    private List<String> features(SparkTable table, TableRows from, List<String> named) {
      List<String> columns = new ArrayList<>(from.columns());
      config
          .key()
          .ifPresent(
              key -> {
                NamedColumns.find(table.name(), columns, key, "data.key");
                from.checkKey(key);
              });
      if (named.isEmpty()) {
        config.key().filter(key -> !key.equals(config.label())).ifPresent(columns::remove);
      }
      return NamedColumns.features(table.name(), columns, config.label(), named);
    }

    /** Features are read from the same columns in all sets, and so must be as wide. */
    private void refuseOtherColumns(SparkTable table, TableRows from, RowFormat format) {
      features(table, from, format.features().columns());
      for (String name : format.columns()) {
        RowFeatures.Column expected = Subset.first(rows).column(name);
        RowFeatures.Column found = from.column(name);
        if (found.kind() != expected.kind()) {
          throw new BadDataException(
              table.name(),
              "column %s is %s, in the training set it is %s; give both one type"
                  .formatted(
                      Quoted.of(name), Quoted.bare(found.type()), Quoted.bare(expected.type())));
        }
      }
    }

    Map<String, String> identity() {
      Map<String, String> identity = new TreeMap<>();
      tables.forEach(
          (subset, table) -> {
            TableRows from = rows.get(subset);
            List<String> columns = new ArrayList<>();
            if (isLabelled()) {
              columns.add(config.label());
            }
            columns.addAll(features(table, from, config.features()));
            String schema = DigestUtils.sha256Hex(from.schema(columns).catalogString());
            identity.put(
                inWords(subset),
                "%s, schema sha256 %s"
                    .formatted(
                        table.state().orElse("no snapshots"), schema.substring(0, HASH_DIGITS)));
          });
      return identity;
    }
  }

  @Override
  public ExampleShape shape() {
    return shape;
  }

  @Override
  public DataNames names() {
    return names;
  }

  @Override
  public List<String> remarks() {
    return remarks;
  }

  @Override
  public Traits traits() {
    return traits;
  }

  @Override
  public Map<String, String> identity() {
    return identity;
  }

  @Override
  public List<Source.Partition> partitions(Subset subset) {
    ReadTable table = tables.get(subset);
    return table == null ? List.of() : table.partitions();
  }

  @Override
  public JavaRDD<Source.Partition> batches(Subset subset) {
    return tables.get(subset).batches();
  }
}
