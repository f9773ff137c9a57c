package org.leap.spark.ml;

import java.util.OptionalInt;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.BinaryAttribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A Spark ML classifier whose model is a DL4J network, trained by LEAP's averaging engine:
 *
 * <pre>{@code
 * var model = new LeapClassifier().setLayers(256, 64).setSigma(0.1).setEpochs(20).fit(frame);
 * var predictions = model.transform(test);
 * }</pre>
 *
 * <p>Labels are class numbers 0, 1, 2, ... There are as many classes as the metadata of the label
 * column say, as {@code StringIndexer} leaves them; without metadata as {@link #numClasses} says;
 * and if that is not set either, as the largest label needs, which is too few where a fold lacks a
 * rare class.
 */
public final class LeapClassifier extends LeapEstimator<LeapClassifier, LeapClassificationModel>
    implements ClassColumnParams {
  private static final long serialVersionUID = 1L;
  private static final int MOST_CLASSES = 100_000;

  private final ClassColumns classColumns;
  private final IntParam numClasses;

  /** An estimator with default settings and a random uid. */
  public LeapClassifier() {
    this(Identifiable$.MODULE$.randomUID("leapClassifier"));
  }

  /** An estimator with default settings and this uid. */
  public LeapClassifier(String uid) {
    super(uid);
    classColumns = new ClassColumns(this);
    numClasses =
        new IntParam(
            this,
            "numClasses",
            "number of classes, at least 2, where the label column has no metadata that say it",
            ParamValidators.gtEq(2));
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

  /** Number of classes, at least 2. No default: metadata or labels say it. */
  public IntParam numClasses() {
    return numClasses;
  }

  /** Sets {@link #numClasses}. */
  public LeapClassifier setNumClasses(int value) {
    return with(numClasses, value);
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
    return outputSchema(this, schema);
  }

  static <P extends ColumnParams & ClassColumnParams> StructType outputSchema(
      P params, StructType schema) {
    String raw = params.getOrDefault(params.rawPredictionCol());
    String probability = params.getOrDefault(params.probabilityCol());
    StructType all = schema;
    if (!raw.isEmpty()) {
      all = Columns.append(all, raw, "rawPredictionCol", SQLDataTypes.VectorType());
    }
    if (!probability.isEmpty()) {
      all = Columns.append(all, probability, "probabilityCol", SQLDataTypes.VectorType());
    }
    return Columns.append(
        all, params.getOrDefault(params.predictionCol()), "predictionCol", DataTypes.DoubleType);
  }

  /**
   * Trains a network on the rows of a DataFrame.
   *
   * @throws IllegalArgumentException if columns, rows or params do not fit each other
   */
  @Override
  public LeapClassificationModel fit(Dataset<?> dataset) {
    return fit(
        dataset,
        rows -> rows.classified(classes(dataset.schema().apply(getOrDefault(labelCol())), rows)),
        LeapClassificationModel::new);
  }

  private int classes(StructField labels, LabelledRows rows) {
    OptionalInt indexed = indexedClasses(labels);
    if (indexed.isPresent()) {
      if (isSet(numClasses) && (int) getOrDefault(numClasses) != indexed.getAsInt()) {
        throw new IllegalArgumentException(
            "param numClasses is %s, but column \"%s\" has metadata of %s classes: leave the param out"
                .formatted((int) getOrDefault(numClasses), labels.name(), indexed.getAsInt()));
      }
      rows.classes(indexed.getAsInt(), ", as the column's metadata say: index it again");
      return Math.max(2, indexed.getAsInt());
    }
    if (isSet(numClasses)) {
      rows.classes((int) getOrDefault(numClasses), ", as param numClasses says: set it higher");
      return (int) getOrDefault(numClasses);
    }
    return rows.classes(MOST_CLASSES, ": use StringIndexer");
  }

  /** What StringIndexer and the like have written beside the column. */
  private static OptionalInt indexedClasses(StructField labels) {
    Attribute attribute = Attribute.fromStructField(labels);
    if (attribute instanceof BinaryAttribute) {
      return OptionalInt.of(2);
    }
    if (attribute instanceof NominalAttribute nominal && nominal.getNumValues().isDefined()) {
      return OptionalInt.of((Integer) nominal.getNumValues().get());
    }
    return OptionalInt.empty();
  }
}
