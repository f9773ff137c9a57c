package org.leap.spark.ml;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import org.leap.core.Perturbation;

/**
 * What the estimators of this package share: params, and training on LEAP's averaging engine. Rows
 * are put into a seeded random order once; every epoch goes through them in that order. The same
 * rows in the same order, params and number of workers give the same model to the bit, on any
 * cluster.
 *
 * @param <E> the estimator itself
 * @param <M> its model
 */
public abstract class LeapEstimator<E extends LeapEstimator<E, M>, M extends Model<M>>
    extends Estimator<M> implements ColumnParams, AveragingParams<E>, DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final Columns columns;
  private final IntArrayParam layers;
  private final Param<String> network;
  private final Param<String> updater;
  private final DoubleParam learningRate;
  private final IntParam epochs;
  private final IntParam batchSize;
  private final IntParam workers;
  private final AveragingSettings averaging;
  private final DoubleParam sigma;
  private final Param<String> mode;
  private final Param<String> scope;
  private final LongParam seed;
  private final Param<String> checkpointDir;
  private final IntParam checkpointInterval;

  LeapEstimator(String uid) {
    this.uid = uid;
    columns = new Columns(this);
    layers =
        new IntArrayParam(
            this, "layers", "sizes of the hidden layers of a dense network, from the input on");
    network =
        new Param<>(
            this,
            "network",
            "a network of its own instead: DL4J's MultiLayerConfiguration as JSON, whose updater is used too");
    updater =
        new Param<>(
            this,
            "updater",
            "one of " + Networks.UPDATERS,
            ParamValidators.inArray(Networks.UPDATERS));
    learningRate =
        new DoubleParam(this, "learningRate", "learning rate, above 0", ParamValidators.gt(0));
    epochs = positive("epochs", "passes over the rows");
    batchSize = positive("batchSize", "rows in a minibatch of a worker");
    workers = positive("workers", "logical workers, whatever serves them");
    averaging = new AveragingSettings(this);
    sigma =
        new DoubleParam(
            this,
            "sigma",
            "standard deviation of the learning rate's perturbation, 0 for none",
            ParamValidators.gtEq(0));
    mode = choice("mode", "what sigma is measured in", Perturbation.Mode.values());
    scope = choice("scope", "what shares one draw of the noise", Perturbation.Scope.values());
    seed = new LongParam(this, "seed", "of the rows' order, first parameters, layers and noise");
    checkpointDir =
        new Param<>(this, "checkpointDir", "folder for the checkpoints of one fit; empty for none");
    checkpointInterval = positive("checkpointInterval", "averages between two checkpoints");
    setDefault(layers, new int[] {128});
    setDefault(updater, "adam");
    setDefault(learningRate, 1e-3);
    setDefault(epochs, 10);
    setDefault(batchSize, 32);
    setDefault(workers, 2);
    setDefault(sigma, 0.0);
    setDefault(mode, "relative");
    setDefault(scope, "parameter");
    setDefault(seed, 0L);
    setDefault(checkpointDir, "");
    setDefault(checkpointInterval, 20);
  }

  private IntParam positive(String name, String doc) {
    return new IntParam(this, name, doc + ", at least 1", ParamValidators.gtEq(1));
  }

  private Param<String> choice(String name, String doc, Enum<?>[] values) {
    List<String> names =
        Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT)).toList();
    return new Param<>(this, name, doc + ": one of " + names, ParamValidators.inArray(names));
  }

  @Override
  public final String uid() {
    return uid;
  }

  @Override
  public final Columns columns() {
    return columns;
  }

  /** Sizes of the hidden layers, ReLU. Default: one of 128. */
  public final IntArrayParam layers() {
    return layers;
  }

  /** DL4J's MultiLayerConfiguration as JSON, instead of layers, updater and learning rate. */
  public final Param<String> network() {
    return network;
  }

  /** Name of the updater. Default: adam. */
  public final Param<String> updater() {
    return updater;
  }

  /** Learning rate, the same at every step. Default: 0.001. */
  public final DoubleParam learningRate() {
    return learningRate;
  }

  /** Number of epochs. Default: 10. */
  public final IntParam epochs() {
    return epochs;
  }

  /** Examples in a minibatch of a worker. Default: 32. */
  public final IntParam batchSize() {
    return batchSize;
  }

  /** Number of logical workers. Default: 2. */
  public final IntParam workers() {
    return workers;
  }

  @Override
  public final AveragingSettings averaging() {
    return averaging;
  }

  /** Strength of LEAP, at least 0. Default: 0. */
  public final DoubleParam sigma() {
    return sigma;
  }

  /** What sigma is measured in: relative or absolute. Default: relative. */
  public final Param<String> mode() {
    return mode;
  }

  /** What shares one draw of the noise: parameter, layer or scalar. Default: parameter. */
  public final Param<String> scope() {
    return scope;
  }

  /**
   * Seed of everything that is drawn. Default: 0, a seed like any other. The first parameters of a
   * network of one's own come from the seed in its JSON.
   */
  public final LongParam seed() {
    return seed;
  }

  /**
   * Folder for checkpoints, on any Hadoop file system; empty for none. Default: none. The same fit
   * of the same rows goes on from the newest of them, to the same bits; any other is refused, so
   * that the fits of a grid or of a cross-validation cannot share a folder.
   */
  public final Param<String> checkpointDir() {
    return checkpointDir;
  }

  /** Averages between two checkpoints. Default: 20. */
  public final IntParam checkpointInterval() {
    return checkpointInterval;
  }

  /** Sets {@link #featuresCol}. */
  public final E setFeaturesCol(String value) {
    return with(featuresCol(), value);
  }

  /** Sets {@link #labelCol}. */
  public final E setLabelCol(String value) {
    return with(labelCol(), value);
  }

  /** Sets {@link #predictionCol}. */
  public final E setPredictionCol(String value) {
    return with(predictionCol(), value);
  }

  /** Sets {@link #handleInvalid}. */
  public final E setHandleInvalid(String value) {
    return with(handleInvalid(), value);
  }

  /** Sets {@link #layers}. */
  public final E setLayers(int... value) {
    return with(layers, value);
  }

  /** Sets {@link #network}. */
  public final E setNetwork(String json) {
    return with(network, json);
  }

  /** Sets {@link #updater}. */
  public final E setUpdater(String value) {
    return with(updater, value);
  }

  /** Sets {@link #learningRate}. */
  public final E setLearningRate(double value) {
    return with(learningRate, value);
  }

  /** Sets {@link #epochs}. */
  public final E setEpochs(int value) {
    return with(epochs, value);
  }

  /** Sets {@link #batchSize}. */
  public final E setBatchSize(int value) {
    return with(batchSize, value);
  }

  /** Sets {@link #workers}. */
  public final E setWorkers(int value) {
    return with(workers, value);
  }

  // Here too, for programs that were compiled when it was only here.
  @Override
  public final E setAveragingFrequency(int value) {
    return with(averaging.frequency, value);
  }

  /** Sets {@link #sigma}. */
  public final E setSigma(double value) {
    return with(sigma, value);
  }

  /** Sets {@link #mode}. */
  public final E setMode(String value) {
    return with(mode, value);
  }

  /** Sets {@link #scope}. */
  public final E setScope(String value) {
    return with(scope, value);
  }

  /** Sets {@link #seed}. */
  public final E setSeed(long value) {
    return with(seed, value);
  }

  /** Sets {@link #checkpointDir}. */
  public final E setCheckpointDir(String value) {
    return with(checkpointDir, value);
  }

  /** Sets {@link #checkpointInterval}. */
  public final E setCheckpointInterval(int value) {
    return with(checkpointInterval, value);
  }

  @SuppressWarnings("unchecked") // E is this class, and Scala's params of numbers are of Object.
  final <T> E with(Param<?> param, T value) {
    set((Param<Object>) param, value);
    return (E) this;
  }

  @Override
  public final E copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    FeatureColumn.of(schema, getOrDefault(featuresCol()));
    Columns.number(schema, getOrDefault(labelCol()), "labelCol");
    return outputSchema(schema);
  }

  /** What the model adds. */
  abstract StructType outputSchema(StructType schema);

  /** Trains a network on the rows of a DataFrame and what they teach it. */
  final M fit(
      Dataset<?> dataset,
      Function<LabelledRows, Fit.Task> task,
      LeapModel.Constructor<M> constructor) {
    transformSchema(dataset.schema());
    LabelledRows rows =
        LabelledRows.of(
            dataset.toDF(),
            getOrDefault(featuresCol()),
            getOrDefault(labelCol()),
            (long) getOrDefault(seed),
            getOrDefault(handleInvalid()).equals(Columns.SKIP));
    try {
      M model = new Fit(this).model(task.apply(rows), constructor);
      return copyValues(model, copyValues$default$2()).setParent(this);
    } finally {
      rows.release();
    }
  }
}
