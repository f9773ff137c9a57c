package org.leap.spark.engine;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.leap.spark.data.Chunk;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ChunkedData;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Predicts the classes of a data set that is stored in order, chunk by chunk. */
public final class Predictor {
  private final NetworkBlueprint blueprint;
  private final ChunkedData data;

  /** Predicts all examples of the data with a network. */
  public Predictor(NetworkBlueprint blueprint, ChunkedData data) {
    this.blueprint = blueprint;
    this.data = data;
  }

  /**
   * Hands over the predictions, one partition a chunk, in the order of the examples. They can be
   * computed only until the action returns.
   */
  public void predict(NetworkState state, Consumer<JavaRDD<Prediction>> action) {
    SparkContext spark = data.chunks().context();
    long[] firstIndexes = firstIndexes(data.layout());
    TaskData taskData = TaskData.of(data, 1);
    NetworkBlueprint network = blueprint;
    try (SharedState shared =
        SharedState.of(spark, new NetworkState(state.parameters(), new float[0]))) {
      action.accept(
          data.chunks()
              .toJavaRDD()
              .mapPartitionsWithIndex(
                  (chunk, chunks) ->
                      predict(network, shared, taskData, chunks.next(), firstIndexes[chunk]),
                  true));
    }
  }

  private static long[] firstIndexes(ChunkLayout layout) {
    long[] indexes = new long[layout.totalChunks()];
    int chunk = 0;
    long next = 0;
    for (int worker = 0; worker < layout.workers(); worker++) {
      for (int c = 0; c < layout.chunks(worker); c++) {
        indexes[chunk++] = next;
        next += layout.chunkLength(worker, c);
      }
    }
    return indexes;
  }

  private static Iterator<Prediction> predict(
      NetworkBlueprint blueprint, SharedState shared, TaskData data, Chunk chunk, long first) {
    return ReplicaPool.borrow(
        blueprint,
        replica -> {
          replica.load(shared.state());
          chunk.graph().ifPresent(replica.view()::bind);
          List<Prediction> predictions = new ArrayList<>(chunk.examples());
          data.minibatches(blueprint.flatInput())
              .forEach(
                  chunk,
                  batch -> {
                    try (INDArray output = replica.view().output(batch.features())) {
                      add(predictions, first, output, batch.labels());
                    }
                  });
          return predictions.iterator();
        });
  }

  private static void add(
      List<Prediction> predictions, long first, INDArray output, INDArray labels) {
    float[][] probabilities = output.toFloatMatrix();
    float[][] truth = labels.toFloatMatrix();
    for (int row = 0; row < probabilities.length; row++) {
      int label = 0;
      while (truth[row][label] == 0) {
        label++;
      }
      predictions.add(new Prediction(first + predictions.size(), label, probabilities[row]));
    }
  }
}
