package org.leap.spark.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Data that are not rows of features with one class each. */
class RecurrentMasterTest {

  @Test
  void seriesOfDifferentLengthsArePaddedAndMaskedAsDl4jDoesIt() {
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .seed(7)
            .updater(new Sgd(0.1))
            .list()
            .layer(new LSTM.Builder().nIn(3).nOut(4).build())
            .layer(
                new RnnOutputLayer.Builder(LossFunction.MCXENT)
                    .nIn(4)
                    .nOut(2)
                    .activation(Activation.SOFTMAX)
                    .build())
            .build();
    List<DataSet> series = new ArrayList<>();
    Nd4j.getRandom().setSeed(1);
    for (int i = 0; i < 8; i++) {
      int length = 3 + i % 3;
      INDArray labels = Nd4j.zeros(1, 2, length);
      for (int t = 0; t < length; t++) {
        labels.putScalar(new int[] {0, (i + t) % 2, t}, 1);
      }
      series.add(new DataSet(Nd4j.rand(1, 3, length), labels));
    }
    float[] expected =
        MasterFixture.local(
                configuration.clone(),
                List.of(
                    DataSet.merge(series.subList(0, 3)),
                    DataSet.merge(series.subList(3, 6)),
                    DataSet.merge(series.subList(6, 8))))
            .params()
            .toFloatVector();
    LeapTrainingMaster master =
        MasterFixture.master(1).batchSizePerWorker(3).recompute(true).build();
    try (JavaSparkContext spark = new JavaSparkContext(MasterFixture.conf(true))) {
      assertArrayEquals(
          expected,
          MasterFixture.train(spark, configuration, master, spark.parallelize(series, 2), 1),
          1e-6f);
    }
  }

  @Test
  void aGraphMayHaveSeveralInputsAndRealOutputs() {
    ComputationGraphConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .seed(7)
            .updater(new Sgd(0.1))
            .graphBuilder()
            .addInputs("a", "b")
            .addLayer("left", new DenseLayer.Builder().nIn(2).nOut(3).build(), "a")
            .addLayer("right", new DenseLayer.Builder().nIn(4).nOut(3).build(), "b")
            .addVertex("both", new MergeVertex(), "left", "right")
            .addLayer(
                "out",
                new OutputLayer.Builder(LossFunction.MSE)
                    .nIn(6)
                    .nOut(1)
                    .activation(Activation.IDENTITY)
                    .build(),
                "both")
            .setOutputs("out")
            .build();
    List<MultiDataSet> data = new ArrayList<>();
    Nd4j.getRandom().setSeed(1);
    for (int i = 0; i < 5; i++) {
      data.add(
          new org.nd4j.linalg.dataset.MultiDataSet(
              new INDArray[] {Nd4j.rand(4, 2), Nd4j.rand(4, 4)}, new INDArray[] {Nd4j.rand(4, 1)}));
    }
    ComputationGraph local = new ComputationGraph(configuration.clone());
    local.init();
    data.forEach(local::fit);
    try (JavaSparkContext spark = new JavaSparkContext(MasterFixture.conf(false))) {
      SparkComputationGraph trained =
          new SparkComputationGraph(
              spark,
              configuration,
              MasterFixture.master(1).batchSizePerWorker(4).recompute(true).build());
      trained.fitMultiDataSet(spark.parallelize(data, 3));
      assertArrayEquals(
          local.params().toFloatVector(), trained.getNetwork().params().toFloatVector(), 1e-6f);
    }
  }
}
