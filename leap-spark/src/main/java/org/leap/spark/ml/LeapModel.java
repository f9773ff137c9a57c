package org.leap.spark.ml;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.ml.util.DefaultParamsWriter$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
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

  /** Null where Spark made it to ask for its class. */
  final NetworkFolder.Contents contents;

  /** Null where it was loaded. */
  final LeapSummary summary;

  LeapModel(String uid, NetworkFolder.Contents contents, LeapSummary summary) {
    this.uid = uid;
    this.contents = contents;
    this.summary = summary;
    columns = new Columns(this);
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
    return trained().inputs();
  }

  private NetworkFolder.Contents trained() {
    if (contents == null) {
      throw new IllegalStateException(
          "%s was made by its constructor and has no network: use what fit returns or load reads"
              .formatted(uid));
    }
    return contents;
  }

  /** A copy of the network, without a perturbation: to score, save or train on with DL4J alone. */
  public final MultiLayerNetwork network() {
    return (MultiLayerNetwork)
        trained().blueprint().withRecompute(true).network(contents.state(), 0, 0);
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

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    NetworkFolder.Contents network = trained();
    StructType schema = transformSchema(dataset.schema());
    Dataset<Row> rows = dataset.toDF();
    Broadcast<NetworkState> state =
        JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext())
            .broadcast(network.state());
    RowPredictions predictions =
        new RowPredictions(
            network.blueprint(),
            state,
            network.inputs(),
            rows.schema(),
            getOrDefault(featuresCol()),
            getOrDefault(handleInvalid()).equals(Columns.SKIP),
            outputs());
    return rows.mapPartitions(predictions, Encoders.row(schema));
  }

  /** What becomes of the network's output, to be sent to executors without the model. */
  abstract RowPredictions.Outputs outputs();

  /** Writes params and network. */
  @Override
  public MLWriter write() {
    NetworkFolder.Contents network = trained();
    return new MLWriter() {
      @Override
      public void saveImpl(String path) {
        DefaultParamsWriter$.MODULE$.saveMetadata(
            LeapModel.this, path, sc(), Option.empty(), Option.empty());
        new NetworkFolder(sc(), path).write(network);
      }
    };
  }

  /** Makes a model. */
  interface Constructor<M> {
    M of(String uid, NetworkFolder.Contents network, LeapSummary summary);
  }

  /** Reads a model: its params as Spark writes them, and its network. */
  static final class Reader<M extends LeapModel<M>> extends MLReader<M> {
    private final Class<M> type;
    private final Constructor<M> constructor;

    Reader(Class<M> type, Constructor<M> constructor) {
      this.type = type;
      this.constructor = constructor;
    }

    @Override
    public M load(String path) {
      DefaultParamsReader.Metadata metadata =
          DefaultParamsReader$.MODULE$.loadMetadata(path, sc(), type.getName());
      M model = constructor.of(metadata.uid(), new NetworkFolder(sc(), path).read(), null);
      metadata.getAndSetParams(model, metadata.getAndSetParams$default$2());
      return model;
    }
  }
}
