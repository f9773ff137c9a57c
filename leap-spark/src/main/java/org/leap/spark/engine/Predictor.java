package org.leap.spark.engine;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.leap.spark.data.Chunk;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.data.Normalization;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Predicts the classes of a data set that is stored in order, chunk by chunk, or its numbers where
 * labels are numbers.
 */
public final class Predictor {
  private final NetworkBlueprint blueprint;
  private final ChunkedData data;

  /** Predicts all examples of the data with a network. */
  public Predictor(NetworkBlueprint blueprint, ChunkedData data) {
    this.blueprint = blueprint;
    this.data = data;
  }

  /**
   * The class probabilities that a network gives one example, or its number in the unit of the
   * labels.
   */
  public static final class Prediction implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long index;
    private final int label;
    private final float[] outputs;

    private Prediction(long index, int label, float[] outputs) {
      this.index = index;
      this.label = label;
      this.outputs = outputs;
    }

    /** Place of the example in its data set. */
    public long index() {
      return index;
    }

    /** The true class. */
    public int label() {
      return label;
    }

    /** The true number. */
    public float trueNumber() {
      return Float.intBitsToFloat(label);
    }

    /** The number that the network gives. */
    public float number() {
      return outputs[0];
    }

    /** Number of classes. */
    public int classes() {
      return outputs.length;
    }

    /** Probability of a class, counted from 0. */
    public float probability(int ofClass) {
      return outputs[ofClass];
    }

    /** The most probable class; the first of equals. */
    public int predicted() {
      return Evaluator.largest(outputs, 0, outputs.length);
    }
  }

  /**
   * Hands over the predictions, one partition a chunk, in the order of the examples. They can be
   * computed only until the action returns.
   */
  public void predict(NetworkState state, Consumer<JavaRDD<Prediction>> action) {
    ChunkLayout layout = data.layout();
    // Stored in order, an example's index is its place.
    int[] firstIndexes =
        IntStream.range(0, layout.workers())
            .flatMap(w -> IntStream.range(0, layout.chunks(w)).map(c -> layout.firstPlace(w, c)))
            .toArray();
    Normalization.Label numbers = data.shape().measured() ? data.normalization().label() : null;
    try (Pass pass = new Pass(data, blueprint, state.parameters())) {
      JavaRDD<Prediction> predictions =
          data.chunks()
              .toJavaRDD()
              .mapPartitionsWithIndex(
                  (chunk, chunks) -> predict(pass, chunks.next(), firstIndexes[chunk], numbers),
                  true);
      new JobGroup(data.chunks().context())
          .run(
              "prediction",
              () -> {
                action.accept(predictions);
                return null;
              });
    }
  }

  /**
   * @param numbers the scaling of labels that are numbers; null where they are classes
   */
  private static Iterator<Prediction> predict(
      Pass pass, Chunk chunk, long first, Normalization.Label numbers) {
    List<Prediction> predictions = new ArrayList<>(chunk.examples());
    pass.forEach(
        chunk,
        (replica, minibatch) -> {
          try (INDArray output = replica.view().output(minibatch.features())) {
            if (numbers == null) {
              addClasses(predictions, first, output, minibatch.labels());
            } else {
              addNumbers(predictions, first, output, chunk.labels(), numbers);
            }
          }
        });
    return predictions.iterator();
  }

  private static void addNumbers(
      List<Prediction> predictions,
      long first,
      INDArray output,
      int[] labels,
      Normalization.Label scaling) {
    for (float[] row : output.toFloatMatrix()) {
      int place = predictions.size();
      float number = scaling.unscaled(row[0]);
      predictions.add(new Prediction(first + place, labels[place], new float[] {number}));
    }
  }

  private static void addClasses(
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
