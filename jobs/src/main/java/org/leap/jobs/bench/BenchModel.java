package org.leap.jobs.bench;

import java.util.List;
import java.util.Locale;
import org.leap.jobs.config.ModelConfig;
import org.leap.jobs.config.WeightDecay;
import org.leap.jobs.model.ModelZoo;
import org.leap.jobs.model.ZooNetwork;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.engine.NetworkBlueprint;
import org.nd4j.linalg.learning.config.IUpdater;

/** Networks of the model zoo to measure with, and what they are fed. */
public enum BenchModel {
  /** 784-1000-1000-10, 1.8 million parameters. */
  MLP(128),
  /** 20 and 50 filters of 5x5, dense 500. */
  LENET(64),
  /** Thirteen 3x3 convolutions and three dense layers, at 32x32. */
  VGG16(32),
  /** Nineteen 3x3 convolutions in residual blocks, at 32x32. */
  RESNET20(32),
  /** Seventeen 3x3 convolutions in residual blocks of up to 512 channels, at 32x32. */
  RESNET18(32),
  /** Nine inception modules, at 32x32. */
  GOOGLENET(32);

  private final int batchSize;

  BenchModel(int batchSize) {
    this.batchSize = batchSize;
  }

  ZooNetwork network(IUpdater updater) {
    return ModelZoo.network(model(), shape(), updater, WeightDecay.NONE, 42);
  }

  NetworkBlueprint blueprint(IUpdater updater) {
    return network(updater).blueprint(flatInput());
  }

  boolean flatInput() {
    return ModelZoo.flatInput(model());
  }

  private ModelConfig model() {
    return switch (this) {
      case MLP ->
          new ModelConfig.Mlp(
              List.of(1000, 1000),
              ModelConfig.Activation.RELU,
              0,
              ModelConfig.Initialization.STANDARD);
      case LENET -> ModelConfig.Lenet.STANDARD;
      case VGG16 -> ModelConfig.Vgg16.STANDARD;
      case RESNET20 -> ModelConfig.Resnet20.STANDARD;
      case RESNET18 -> ModelConfig.Resnet18.STANDARD;
      case GOOGLENET -> ModelConfig.Googlenet.STANDARD;
    };
  }

  ExampleShape shape() {
    return switch (this) {
      case MLP, LENET -> new ExampleShape(1, 28, 28, 10);
      case VGG16, RESNET20, RESNET18, GOOGLENET -> new ExampleShape(3, 32, 32, 10);
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
