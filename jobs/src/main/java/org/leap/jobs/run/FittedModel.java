package org.leap.jobs.run;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.leap.jobs.data.BadDataException;
import org.leap.jobs.model.ModelReader;
import org.leap.jobs.model.TrainedModel;
import org.leap.jobs.text.Quoted;
import org.leap.spark.data.ExampleShape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A model file whose network was seen to take the examples of a data set. */
final class FittedModel {
  private FittedModel() {}

  /**
   * @throws BadDataException if the file cannot be read or does not fit the data
   */
  static TrainedModel read(String location, ExampleShape shape, Configuration hadoop)
      throws IOException {
    TrainedModel model = ModelReader.read(location, hadoop);
    long classes = classes(model, shape, location);
    if (classes != shape.classes()) {
      throw new BadDataException(
          location,
          "the network tells %d classes apart, the data have %d; use the data it was trained for"
              .formatted(classes, shape.classes()));
    }
    return model;
  }

  private static long classes(TrainedModel model, ExampleShape shape, String location) {
    Model network = model.blueprint().network(model.state(), 0, 0);
    try (INDArray example =
        model.blueprint().flatInput()
            ? Nd4j.zeros(1, shape.size())
            : Nd4j.zeros(1, shape.channels(), shape.height(), shape.width())) {
      INDArray output =
          network instanceof ComputationGraph graph
              ? graph.output(false, example)[0]
              : ((MultiLayerNetwork) network).output(example, false);
      return output.size(1);
    } catch (RuntimeException e) {
      throw new BadDataException(
          location,
          "the network does not take examples of %d x %d x %d (channels, height, width): %s"
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
