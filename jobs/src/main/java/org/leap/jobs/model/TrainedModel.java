package org.leap.jobs.model;

import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.leap.core.NetworkView;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.DataSignature;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network read from a model file.
 *
 * @param location the file, as the user wrote it
 * @param state its parameters; optimizer state only where it was asked for
 * @param steps that it was trained, and epochs, as its file says
 * @param data what it was trained on; absent in files of plain DL4J and of the first LEAP
 */
public record TrainedModel(
    String location,
    NetworkBlueprint blueprint,
    NetworkState state,
    Steps steps,
    Optional<DataSignature> data) {

  /**
   * How long a network was trained.
   *
   * @param rateScale factor on the learning rate of the last step, which a plateau of the loss has
   *     made smaller
   */
  public record Steps(int steps, int epochs, double rateScale) {
    /** Of one whose file does not say it. */
    public static final Steps UNKNOWN = new Steps(0, 0, 1);
  }

  /**
   * Runs one example through the network.
   *
   * @throws BadDataException if the network does not take such examples or tell such classes apart
   */
  public void check(ExampleShape shape) {
    int classes = classes(shape);
    if (classes != shape.outputs()) {
      throw new BadDataException(
          location,
          "the network tells %s classes apart, the data have %s; use the data it was trained for"
              .formatted(classes, shape.classes()));
    }
  }

  /**
   * Number of classes that the network tells apart.
   *
   * @throws BadDataException if it does not take such examples
   */
  public int classes(ExampleShape shape) {
    try {
      return Math.toIntExact(outputShape(blueprint, state, shape)[1]);
    } catch (RuntimeException e) {
      throw new BadDataException(
          location,
          "the network does not take examples of %s x %s x %s (channels, height, width): %s"
              .formatted(
                  shape.channels(), shape.height(), shape.width(), ModelReader.firstLine(e)));
    }
  }

  /** What a network gives for one example; it fails in DL4J's ways if it does not take such. */
  static long[] outputShape(NetworkBlueprint blueprint, NetworkState state, ExampleShape shape) {
    Model network = blueprint.network(state, 0, 0);
    try (INDArray example =
        blueprint.flatInput()
            ? Nd4j.zeros(1, shape.size())
            : Nd4j.zeros(1, shape.channels(), shape.height(), shape.width())) {
      return NetworkView.of(network).output(example).shape();
    } finally {
      network.close();
    }
  }
}
