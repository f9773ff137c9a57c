package org.leap.spark.ml;

import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A Spark ML classifier whose model is a DL4J network, trained by LEAP's averaging engine:
 *
 * <pre>{@code
 * var model = new LeapClassifier().setLayers(256, 64).setSigma(0.1).setEpochs(20).fit(frame);
 * var predictions = model.transform(test);
 * }</pre>
 *
 * <p>Labels are class numbers 0, 1, 2, ...; there are as many classes as the largest label says.
 */
public final class LeapClassifier extends LeapEstimator<LeapClassifier, LeapClassificationModel>
    implements ClassColumnParams {
  private static final long serialVersionUID = 1L;
  private static final int MOST_CLASSES = 100_000;

  private final ClassColumns classColumns;

  /** An estimator with default settings and a random uid. */
  public LeapClassifier() {
    this(Identifiable$.MODULE$.randomUID("leapClassifier"));
  }

  /** An estimator with default settings and this uid. */
  public LeapClassifier(String uid) {
    super(uid);
    classColumns = new ClassColumns(this);
    setDefault(classColumns.probability, "probability");
    setDefault(classColumns.raw, "rawPrediction");
  }

  /** The estimator that {@code save} wrote. */
  public static LeapClassifier load(String path) {
    return read().load(path);
  }

  /** Reads what {@code write} wrote. */
  public static MLReader<LeapClassifier> read() {
    return new DefaultParamsReader<>();
  }

  @Override
  public ClassColumns classColumns() {
    return classColumns;
  }

  /** Sets {@link #probabilityCol}. */
  public LeapClassifier setProbabilityCol(String value) {
    return with(probabilityCol(), value);
  }

  /** Sets {@link #rawPredictionCol}. */
  public LeapClassifier setRawPredictionCol(String value) {
    return with(rawPredictionCol(), value);
  }

  @Override
  StructType outputSchema(StructType schema) {
    return outputSchema(
        schema,
        getOrDefault(rawPredictionCol()),
        getOrDefault(probabilityCol()),
        getOrDefault(predictionCol()));
  }

  static StructType outputSchema(
      StructType schema, String raw, String probability, String prediction) {
    StructType all = schema;
    if (!raw.isEmpty()) {
      all = SchemaChecks.append(all, raw, "rawPredictionCol", SQLDataTypes.VectorType());
    }
    if (!probability.isEmpty()) {
      all = SchemaChecks.append(all, probability, "probabilityCol", SQLDataTypes.VectorType());
    }
    return SchemaChecks.append(all, prediction, "predictionCol", DataTypes.DoubleType);
  }

  /**
   * Trains a network on the rows of a DataFrame.
   *
   * @throws IllegalArgumentException if columns, rows or params do not fit each other
   */
  @Override
  public LeapClassificationModel fit(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    LabelledRows rows = rows(dataset);
    try {
      if (rows.largestLabel() >= MOST_CLASSES) {
        throw new IllegalArgumentException(
            "a row has the label %s, expected a class number below %d: use StringIndexer"
                .formatted(rows.largestLabel(), MOST_CLASSES));
      }
      int classes = Math.max(2, (int) rows.largestLabel() + 1);
      Trained trained =
          train(
              rows.classified(classes),
              configuration(rows.features(), classes, OutputKind.PROBABILITIES));
      LeapClassificationModel model =
          new LeapClassificationModel(
              uid(),
              new NetworkFolder.Contents(trained.blueprint(), trained.state(), rows.features()),
              trained.summary());
      return copyValues(model, copyValues$default$2()).setParent(this);
    } finally {
      rows.release();
    }
  }
}
