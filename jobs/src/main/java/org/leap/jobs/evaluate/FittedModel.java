package org.leap.jobs.evaluate;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.model.TrainedModel;
import org.leap.jobs.text.Quoted;
import org.leap.spark.data.ExampleShape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Whether a network takes the examples of a data set. */
final class FittedModel {
  private FittedModel() {}

  /**
   * Runs one example through the network.
   *
   * @throws BadDataException if the network does not take such examples or tell such classes apart
   */
  static void check(TrainedModel model, ExampleShape shape) {
    int classes = classes(model, shape);
    if (classes != shape.classes()) {
      throw new BadDataException(
          model.location(),
          "the network tells %s classes apart, the data have %s; use the data it was trained for"
              .formatted(classes, shape.classes()));
    }
  }

  /** Number of classes that the network tells apart. */
  static int classes(TrainedModel model, ExampleShape shape) {
    Model network = model.blueprint().network(model.state(), 0, 0);
    try (INDArray example =
        model.blueprint().flatInput()
            ? Nd4j.zeros(1, shape.size())
            : Nd4j.zeros(1, shape.channels(), shape.height(), shape.width())) {
      INDArray output =
          network instanceof ComputationGraph graph
              ? graph.output(false, example)[0]
              : ((MultiLayerNetwork) network).output(example, false);
      return Math.toIntExact(output.size(1));
    } catch (RuntimeException e) {
      throw new BadDataException(
          model.location(),
          "the network does not take examples of %s x %s x %s (channels, height, width): %s"
              .formatted(
                  shape.channels(),
                  shape.height(),
                  shape.width(),
                  Quoted.bare(String.valueOf(e.getMessage()).lines().findFirst().orElse(""))));
    } finally {
      network.close();
    }
  }
}
