package org.leap.spark.ml;

import java.util.Iterator;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.util.DefaultParamsWriter$;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;
import scala.Option;

/**
 * What the models of this package share: a network, its persistence, and predictions that every
 * executor makes in minibatches.
 *
 * @param <M> the model itself
 */
public abstract class LeapModel<M extends LeapModel<M>> extends Model<M>
    implements ColumnParams, MLWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final Columns columns;
  private final NetworkFolder.Contents network;
  private final LeapSummary summary;

  LeapModel(String uid, NetworkFolder.Contents network, LeapSummary summary) {
    this.uid = uid;
    this.network = network;
    this.summary = summary;
    columns = new Columns(this);
    setDefault(columns.features, "features");
    setDefault(columns.label, "label");
    setDefault(columns.prediction, "prediction");
    setDefault(columns.handleInvalid, Columns.ERROR);
  }

  @Override
  public final String uid() {
    return uid;
  }

  @Override
  public final Columns columns() {
    return columns;
  }

  /** Features that rows must have. */
  public final int numFeatures() {
    return network.inputs();
  }

  /** A copy of the network, without a perturbation: to score, save or train on with DL4J alone. */
  public final MultiLayerNetwork network() {
    return (MultiLayerNetwork)
        network.blueprint().withRecompute(true).network(network.state(), 0, 0);
  }

  /** Whether this model knows how it was trained: one that was loaded does not. */
  public final boolean hasSummary() {
    return summary != null;
  }

  /**
   * Summary of the training.
   *
   * @throws IllegalStateException if it was loaded
   */
  public final LeapSummary summary() {
    if (summary == null) {
      throw new IllegalStateException(
          "this model was loaded and has no summary: keep the one of the model that fit returned");
    }
    return summary;
  }

  final NetworkFolder.Contents contents() {
    return network;
  }

  final LeapSummary summaryOrNull() {
    return summary;
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    StructType schema = transformSchema(dataset.schema());
    Dataset<Row> rows = dataset.toDF();
    Broadcast<NetworkState> state =
        JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext())
            .broadcast(network.state());
    String features = getOrDefault(featuresCol());
    Prediction prediction =
        new Prediction(
            network.blueprint(),
            state,
            FeatureColumn.of(rows.schema(), features),
            rows.schema().fieldIndex(features),
            network.inputs(),
            this);
    return rows.mapPartitions(prediction, Encoders.row(schema));
  }

  private static final class Prediction implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;

    private final NetworkBlueprint blueprint;
    private final Broadcast<NetworkState> state;
    private final FeatureColumn column;
    private final int index;
    private final int inputs;
    private final boolean skips;
    private final Outputs outputs;

    Prediction(
        NetworkBlueprint blueprint,
        Broadcast<NetworkState> state,
        FeatureColumn column,
        int index,
        int inputs,
        LeapModel<?> model) {
      this.blueprint = blueprint;
      this.state = state;
      this.column = column;
      this.index = index;
      this.inputs = inputs;
      this.skips = model.getOrDefault(model.handleInvalid()).equals(Columns.SKIP);
      this.outputs = model.outputs();
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      return rows.hasNext()
          ? new BatchedRows(blueprint, state.value(), column, index, inputs, skips, outputs, rows)
          : rows;
    }
  }

  /** What becomes of the network's output, to be sent to executors without the model. */
  abstract Outputs outputs();

  /** Writes params and network. */
  @Override
  public MLWriter write() {
    return new MLWriter() {
      @Override
      public void saveImpl(String path) {
        DefaultParamsWriter$.MODULE$.saveMetadata(
            LeapModel.this, path, sc(), Option.empty(), Option.empty());
        new NetworkFolder(sc(), path).write(network);
      }
    };
  }
}
