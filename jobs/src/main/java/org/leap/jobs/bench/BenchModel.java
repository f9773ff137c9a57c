package org.leap.jobs.bench;

import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.leap.jobs.config.ModelConfig;
import org.leap.jobs.config.WeightDecay;
import org.leap.jobs.model.ModelZoo;
import org.leap.jobs.model.ZooNetwork;
import org.leap.spark.data.ExampleShape;
import org.nd4j.linalg.learning.config.IUpdater;

/** Networks of the model zoo to measure with, and what they are fed. */
public enum BenchModel {
  /** 784-1000-1000-10, 1.8 million parameters. */
  MLP(128),
  /** 20 and 50 filters of 5x5, dense 500. */
  LENET(64);

  private final int batchSize;

  BenchModel(int batchSize) {
    this.batchSize = batchSize;
  }

  MultiLayerConfiguration configuration(IUpdater updater) {
    return ((ZooNetwork.Stack) ModelZoo.network(model(), shape(), updater, WeightDecay.NONE, 42))
        .configuration();
  }

  boolean flatInput() {
    return ModelZoo.flatInput(model());
  }

  private ModelConfig model() {
    return switch (this) {
      case MLP -> new ModelConfig.Mlp(List.of(1000, 1000), ModelConfig.Activation.RELU, 0);
      case LENET -> new ModelConfig.Lenet();
    };
  }

  ExampleShape shape() {
    return switch (this) {
      case MLP, LENET -> new ExampleShape(1, 28, 28, 10);
    };
  }

  int batchSize() {
    return batchSize;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
