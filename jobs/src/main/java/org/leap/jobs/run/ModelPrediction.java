package org.leap.jobs.run;

import java.io.IOException;
import java.util.Iterator;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.data.Subset;
import org.leap.jobs.model.TrainedModel;
import org.leap.spark.engine.Prediction;
import org.leap.spark.engine.Predictor;

/**
 * Writes what a network says about every example as CSV files {@code part-00000} and so on, each
 * with a header, in the order of the data set (a training set's is the seeded order of the
 * training); a file {@code _SUCCESS} marks a complete folder.
 */
public final class ModelPrediction {
  private ModelPrediction() {}

  /**
   * Predicts all examples of a subset, in a Spark application of its own.
   *
   * @param model a path or a Hadoop URI of a model.zip
   * @param out a folder that does not exist, on any Hadoop file system
   * @throws UsageException if the folder exists or cannot be used
   * @throws org.leap.jobs.data.BadDataException if model or data cannot be used
   */
  public static void write(String model, DataConfig data, Subset subset, String out)
      throws IOException {
    try (JavaSparkContext spark = SparkApplication.start("predict")) {
      refuseExisting(out, spark);
      try (EvaluationSets sets = EvaluationSets.open(spark, data)) {
        TrainedModel trained = FittedModel.read(model, sets.shape(), spark.hadoopConfiguration());
        String header = header(sets.shape().classes());
        new Predictor(trained.blueprint(), sets.set(subset))
            .predict(
                trained.state(),
                predictions ->
                    predictions.mapPartitions(part -> new Lines(header, part)).saveAsTextFile(out));
      }
    }
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

  private static String header(int classes) {
    StringBuilder header = new StringBuilder("index,label,predicted");
    for (int c = 0; c < classes; c++) {
      header.append(",p").append(c);
    }
    return header.toString();
  }

  /** The header, then one line an example. */
  private static final class Lines implements Iterator<String> {
    private final Iterator<Prediction> predictions;
    private String header;

    Lines(String header, Iterator<Prediction> predictions) {
      this.header = header;
      this.predictions = predictions;
    }

    @Override
    public boolean hasNext() {
      return header != null || predictions.hasNext();
    }

    @Override
    public String next() {
      if (header != null) {
        String first = header;
        header = null;
        return first;
      }
      Prediction prediction = predictions.next();
      StringBuilder line = new StringBuilder();
      line.append(prediction.index())
          .append(',')
          .append(prediction.label())
          .append(',')
          .append(prediction.predicted());
      for (int c = 0; c < prediction.classes(); c++) {
        line.append(',').append(prediction.probability(c));
      }
      return line.toString();
    }
  }
}
