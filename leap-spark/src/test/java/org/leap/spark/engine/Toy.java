package org.leap.spark.engine;

import java.util.List;
import java.util.Random;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.leap.spark.LocalSpark;
import org.leap.spark.data.Augmentations;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ChunkRdd;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.Examples;
import org.leap.spark.data.InMemoryChunks;
import org.leap.spark.data.Minibatches;
import org.leap.spark.data.Normalization;
import org.leap.spark.engine.TrainingPlan.Averaging;
import org.leap.spark.engine.TrainingPlan.Compensation;
import org.leap.spark.engine.TrainingPlan.Hardware;
import org.leap.spark.engine.TrainingPlan.Noise;
import org.leap.spark.engine.TrainingPlan.NoiseStreams;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A small classification problem that trains in milliseconds: two bands of bytes, noisy. */
final class Toy implements Examples {
  private final ExampleShape shape = new ExampleShape(1, 4, 4, 3);
  private final byte[] features;
  private final int[] labels;
  private final ChunkLayout layout;

  private Toy(byte[] features, int[] labels, ChunkLayout layout) {
    this.features = features;
    this.labels = labels;
    this.layout = layout;
  }

  ExampleShape shape() {
    return shape;
  }

  ChunkLayout layout() {
    return layout;
  }

  @Override
  public int count() {
    return labels.length;
  }

  @Override
  public int label(int row) {
    return labels[row];
  }

  @Override
  public void copyFeatures(int row, byte[] target, int offset) {
    System.arraycopy(features, row * 16, target, offset, 16);
  }

  static Toy of(int examples, int workers, int batchSize, int chunkExamples) {
    Random random = new Random(17);
    byte[] features = new byte[examples * 16];
    int[] labels = new int[examples];
    for (int i = 0; i < examples; i++) {
      labels[i] = random.nextInt(3);
      for (int j = 0; j < 16; j++) {
        int signal = j % 3 == labels[i] ? 150 : 60;
        features[i * 16 + j] = (byte) (signal + random.nextInt(60));
      }
    }
    return new Toy(features, labels, new ChunkLayout(examples, workers, batchSize, chunkExamples));
  }

  Normalization normalization() {
    return new Normalization(List.of(120.0), List.of(50.0));
  }

  Minibatches minibatches(int batchSize) {
    return new Minibatches(shape, Augmentations.NONE, normalization(), true, batchSize, false);
  }

  static NetworkBlueprint blueprint(IUpdater updater, double retain) {
    return NetworkBlueprint.of(
        new NeuralNetConfiguration.Builder()
            .seed(7)
            .updater(updater)
            .list()
            .layer(
                new DenseLayer.Builder()
                    .nOut(12)
                    .activation(Activation.TANH)
                    .dropOut(retain)
                    .build())
            .layer(
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(3)
                    .activation(Activation.SOFTMAX)
                    .build())
            .setInputType(InputType.feedForward(16))
            .build(),
        true);
  }

  /** One with batch normalization after a dense layer of so many units. */
  static NetworkBlueprint normalized(int units, Activation activation) {
    return NetworkBlueprint.of(
        new NeuralNetConfiguration.Builder()
            .seed(7)
            .updater(new Sgd(0.1))
            .list()
            .layer(new DenseLayer.Builder().nOut(units).activation(activation).build())
            .layer(new BatchNormalization.Builder().useLogStd(true).build())
            .layer(
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(3)
                    .activation(Activation.SOFTMAX)
                    .build())
            .setInputType(InputType.feedForward(16))
            .build(),
        true);
  }

  static NetworkBlueprint graph(IUpdater updater) {
    return NetworkBlueprint.of(
        new NeuralNetConfiguration.Builder()
            .seed(7)
            .updater(updater)
            .graphBuilder()
            .addInputs("in")
            .addLayer(
                "hidden",
                new DenseLayer.Builder().nIn(16).nOut(12).activation(Activation.TANH).build(),
                "in")
            .addLayer(
                "out",
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nIn(12)
                    .nOut(3)
                    .activation(Activation.SOFTMAX)
                    .build(),
                "hidden")
            .setOutputs("out")
            .build(),
        true);
  }

  /** A Spark context with its user interface off. */
  static JavaSparkContext spark(String master) {
    return new JavaSparkContext(conf(master));
  }

  static SparkConf conf(String master) {
    return LocalSpark.conf(master);
  }

  /** Trains on its own Spark context. */
  NetworkState train(
      String master, NetworkBlueprint blueprint, TrainingPlan plan, RunListener listener) {
    try (JavaSparkContext spark = spark(master)) {
      return train(spark, blueprint, plan, listener);
    }
  }

  NetworkState train(
      JavaSparkContext spark, NetworkBlueprint blueprint, TrainingPlan plan, RunListener listener) {
    return train(spark, blueprint, plan, listener, new DirectReduction(true));
  }

  NetworkState train(
      JavaSparkContext spark,
      NetworkBlueprint blueprint,
      TrainingPlan plan,
      RunListener listener,
      Reduction reduction) {
    try (InMemoryChunks chunks = InMemoryChunks.shuffled(spark, shape, this, layout, plan.seed())) {
      return new AveragingTrainer(blueprint, on(spark, chunks), plan)
          .by(reduction)
          .train(AveragingTrainer.initialState(blueprint), 0, listener);
    }
  }

  ChunkedData on(JavaSparkContext spark, InMemoryChunks chunks) {
    return new ChunkedData(new ChunkRdd(spark.sc(), chunks), layout, shape, normalization());
  }

  /** A plan with all defaults. */
  static TrainingPlan plan(int steps, int frequency) {
    return new TrainingPlan(42, steps, frequency);
  }

  static TrainingPlan plan(int steps, AveragingFrequency frequency, OuterOptimizer outer) {
    return new TrainingPlan(42, steps, new Averaging(frequency, outer, true, ReductionChoice.AUTO));
  }

  static TrainingPlan plan(
      long seed, int steps, int frequency, NoiseStreams streams, Compensation compensation) {
    return new TrainingPlan(
        seed,
        steps,
        new Averaging(frequency, true, ReductionChoice.AUTO),
        new Noise(streams, compensation),
        Hardware.DEFAULT);
  }
}
