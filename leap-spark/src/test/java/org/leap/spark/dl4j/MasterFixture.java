package org.leap.spark.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.leap.spark.LocalSpark;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A small problem for programs that use DL4J's Spark API. */
final class MasterFixture {
  private static final int INPUTS = 6;
  private static final int CLASSES = 3;

  private MasterFixture() {}

  static SparkConf conf(boolean kryo) {
    SparkConf conf = LocalSpark.conf("local[2]");
    return kryo ? LocalSpark.withKryo(conf) : conf;
  }

  static MultiLayerConfiguration network(IUpdater updater, double retain) {
    return new NeuralNetConfiguration.Builder()
        .seed(7)
        .updater(updater)
        .l2(1e-3)
        .list()
        .layer(
            new DenseLayer.Builder()
                .nIn(INPUTS)
                .nOut(8)
                .activation(Activation.TANH)
                .dropOut(retain)
                .build())
        .layer(
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nIn(8)
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build())
        .build();
  }

  static MultiLayerConfiguration network() {
    return network(new Adam(0.01), 0);
  }

  static ComputationGraphConfiguration graph() {
    return new NeuralNetConfiguration.Builder()
        .seed(7)
        .updater(new Adam(0.01))
        .graphBuilder()
        .addInputs("in")
        .addLayer(
            "hidden",
            new DenseLayer.Builder().nIn(INPUTS).nOut(8).activation(Activation.TANH).build(),
            "in")
        .addLayer(
            "out",
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nIn(8)
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build(),
            "hidden")
        .setOutputs("out")
        .build();
  }

  /** The first n of one endless sequence of examples, in DataSets of the given size. */
  static List<DataSet> examples(int n, int dataSetSize) {
    Random random = new Random(3);
    float[][] features = new float[n][INPUTS];
    float[][] labels = new float[n][CLASSES];
    for (int i = 0; i < n; i++) {
      int label = random.nextInt(CLASSES);
      labels[i][label] = 1;
      for (int j = 0; j < INPUTS; j++) {
        features[i][j] = (float) random.nextGaussian() + (j % CLASSES == label ? 1 : 0);
      }
    }
    List<DataSet> sets = new ArrayList<>();
    for (int from = 0; from < n; from += dataSetSize) {
      int to = Math.min(n, from + dataSetSize);
      sets.add(
          new DataSet(
              Nd4j.create(java.util.Arrays.copyOfRange(features, from, to)),
              Nd4j.create(java.util.Arrays.copyOfRange(labels, from, to))));
    }
    return sets;
  }

  /** A network trained by DL4J alone, one pass over the DataSets. */
  static MultiLayerNetwork local(MultiLayerConfiguration configuration, List<DataSet> minibatches) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    minibatches.forEach(network::fit);
    return network;
  }

  /** Parameters after some epochs. */
  static float[] train(
      JavaSparkContext spark,
      MultiLayerConfiguration configuration,
      LeapTrainingMaster master,
      JavaRDD<DataSet> data,
      int epochs) {
    SparkDl4jMultiLayer network = new SparkDl4jMultiLayer(spark, configuration.clone(), master);
    for (int epoch = 0; epoch < epochs; epoch++) {
      network.fit(data);
    }
    master.deleteTempFiles(spark);
    return network.getNetwork().params().toFloatVector();
  }

  static LeapTrainingMaster.Builder master(int workers) {
    return new LeapTrainingMaster.Builder(workers, 1)
        .batchSizePerWorker(8)
        .averagingFrequency(3)
        .rngSeed(42);
  }
}
