package org.leap.jobs.evaluate;

import com.univocity.parsers.csv.CsvWriter;
import com.univocity.parsers.csv.CsvWriterSettings;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.datasets.DataSet.SkippedRecord;
import org.leap.jobs.datasets.Positions;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.model.ModelReader;
import org.leap.jobs.model.TrainedModel;
import org.leap.jobs.process.SparkApplication;
import org.leap.jobs.process.UsageException;
import org.leap.jobs.text.Concealed;
import org.leap.spark.engine.Predictor;
import org.leap.spark.engine.Predictor.Prediction;

/**
 * Writes what a network says about every example, as CSV files {@code part-00000} and so on, each
 * with a header, or as Parquet, in the order of the data set (a training set's is the seeded order
 * of the training). Every line names the example's file and its row there, or its table and its
 * key. Records that were skipped are in {@code _skipped.csv}, if there are any; a file {@code
 * _SUCCESS} marks a complete folder.
 */
public final class ModelPrediction {
  private static final String SKIPPED = "_skipped.csv";
  private static final String COMPLETE = "_SUCCESS";

  private ModelPrediction() {}

  /** What is written. */
  public enum Format {
    CSV,
    PARQUET
  }

  /**
   * Predicts all examples of a subset, in a Spark application of its own.
   *
   * @return what was written, on one line
   * @param model a path or a Hadoop URI of a model.zip
   * @param out a folder that does not exist, on any Hadoop file system
   * @throws UsageException if the folder exists or cannot be used
   * @throws org.leap.jobs.formats.BadDataException if model or data cannot be used
   */
  public static String write(
      String model, DataConfig data, Subset subset, Format format, String out) throws IOException {
    try (JavaSparkContext spark = SparkApplication.start("predict")) {
      refuseExisting(out, spark);
      TrainedModel trained = ModelReader.read(model, spark.hadoopConfiguration());
      try (EvaluationSets sets = EvaluationSets.open(spark, data, trained, EnumSet.of(subset))) {
        // Complete is the folder only with what was skipped.
        spark
            .hadoopConfiguration()
            .setBoolean("mapreduce.fileoutputcommitter.marksuccessfuljobs", false);
        Names names = new Names(new ArrayList<>(sets.classes()), sets.labelled());
        Broadcast<Positions> positions = spark.broadcast(sets.positions(subset));
        new Predictor(trained.blueprint(), sets.set(subset))
            .predict(
                trained.state(),
                predictions -> {
                  switch (format) {
                    case CSV ->
                        predictions
                            .mapPartitions(part -> lines(names, positions.value(), part))
                            .saveAsTextFile(out);
                    case PARQUET -> PredictionTable.write(predictions, names, positions, out);
                  }
                });
        complete(new Path(out), sets.skipped(), spark);
        int skipped = sets.skipped().size();
        return String.format(
            Locale.ROOT,
            "scored %,d examples%s, %s, into %s",
            sets.count(subset),
            skipped == 0 ? "" : String.format(Locale.ROOT, " (skipped %,d records)", skipped),
            names.ofNumbers() ? "by a number" : "of " + names.classes().size() + " classes",
            Concealed.in(out));
      }
    }
  }

  /**
   * What labels are called, and whether those of the examples are known.
   *
   * @param classes none where labels are numbers
   */
  record Names(List<String> classes, boolean labelled) implements Serializable {
    boolean ofNumbers() {
      return classes.isEmpty();
    }

    /** The true class or number of an example; null if it is not known. */
    Object label(Prediction prediction) {
      if (!labelled) {
        return null;
      }
      return ofNumbers() ? (Object) prediction.trueNumber() : classes.get(prediction.label());
    }

    /** The class or number that the network gives. */
    Object predicted(Prediction prediction) {
      return ofNumbers() ? (Object) prediction.number() : classes.get(prediction.predicted());
    }
  }

  private static void complete(Path out, List<SkippedRecord> skipped, JavaSparkContext spark)
      throws IOException {
    FileSystem files = out.getFileSystem(spark.hadoopConfiguration());
    if (!skipped.isEmpty()) {
      try (Writer writer =
          new OutputStreamWriter(files.create(new Path(out, SKIPPED)), StandardCharsets.UTF_8)) {
        CsvWriter csv = new CsvWriter(writer, settings());
        csv.writeRow("file", "row", "reason");
        for (SkippedRecord record : skipped) {
          RecordPosition position = record.position();
          csv.writeRow(Concealed.in(position.file()), position.row(), record.reason());
        }
        csv.flush();
      }
    }
    files.create(new Path(out, COMPLETE)).close();
  }

  private static CsvWriterSettings settings() {
    CsvWriterSettings settings = new CsvWriterSettings();
    settings.getFormat().setLineSeparator("\n");
    settings.setIgnoreLeadingWhitespaces(false);
    settings.setIgnoreTrailingWhitespaces(false);
    return settings;
  }

  private static void refuseExisting(String out, JavaSparkContext spark) throws IOException {
    boolean exists;
    try {
      Path path = new Path(out);
      exists = path.getFileSystem(spark.hadoopConfiguration()).exists(path);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--out %s cannot be used: %s".formatted(out, e.getMessage()), e);
    }
    if (exists) {
      throw new UsageException("--out %s exists: choose another folder".formatted(out));
    }
  }

  /** The header, then one line an example. */
  private static Iterator<String> lines(
      Names names, Positions positions, Iterator<Prediction> predictions) {
    CsvWriter csv = new CsvWriter(new StringWriter(), settings());
    List<Object> header = new ArrayList<>(List.of("index", "file", "row"));
    if (positions.keyed()) {
      header.add("key");
    }
    header.addAll(List.of("label", "predicted"));
    names.classes().forEach(name -> header.add("p_" + name));
    Stream<List<Object>> rows =
        StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(predictions, Spliterator.ORDERED), false)
            .map(prediction -> row(names, positions, prediction));
    return Stream.concat(Stream.of(header), rows)
        .map(cells -> csv.writeRowToString(cells.toArray()))
        .iterator();
  }

  private static List<Object> row(Names names, Positions positions, Prediction prediction) {
    List<Object> cells = cells(names, positions, prediction);
    for (int c = 0; c < names.classes().size(); c++) {
      cells.add(prediction.probability(c));
    }
    return cells;
  }

  /** All but the probabilities, which numbers have none of. */
  static List<Object> cells(Names names, Positions positions, Prediction prediction) {
    RecordPosition position = positions.at(Math.toIntExact(prediction.index()));
    List<Object> cells =
        new ArrayList<>(List.of(prediction.index(), position.file(), position.row()));
    if (positions.keyed()) {
      cells.add(position.key());
    }
    cells.add(names.label(prediction));
    cells.add(names.predicted(prediction));
    return cells;
  }
}
