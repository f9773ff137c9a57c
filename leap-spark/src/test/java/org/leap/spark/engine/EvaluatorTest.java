package org.leap.spark.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.leap.spark.data.InMemoryChunks;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

class EvaluatorTest {
  /** DL4J's own score of the whole set at once is the reference. */
  @Test
  void lossAndAccuracyAreThoseOfDl4j() {
    Toy toy = Toy.of(101, 3, 7, 14);
    NetworkBlueprint blueprint = Toy.blueprint(new Adam(0.01), 1);
    TrainingPlan plan = Toy.plan(20, 5);
    NetworkState state = toy.train("local[2]", blueprint, plan, new Recorder());

    Evaluation evaluation;
    Evaluator.Details details;
    Evaluator.Tested tested;
    try (JavaSparkContext spark = Toy.spark("local[2]");
        InMemoryChunks chunks = InMemoryChunks.inOrder(spark, toy.shape(), toy, toy.layout())) {
      Evaluator evaluator = new Evaluator(blueprint, toy.on(spark, chunks));
      evaluation = evaluator.evaluate(state, "test");
      details = evaluator.evaluateInDetail(state, "test");
      tested = evaluator.test(state, "test");
    }

    MultiLayerNetwork network =
        new MultiLayerNetwork(MultiLayerConfiguration.fromJson(blueprint.json()));
    network.init();
    network.setParams(Nd4j.createFromArray(state.parameters()).reshape(1, -1));
    DataSet all = dataSet(toy);
    assertEquals(101, evaluation.examples());
    assertEquals(network.score(all), evaluation.loss(), 1e-5);
    INDArray predicted = network.output(all.getFeatures()).argMax(1);
    int correct = 0;
    long[][] confusion = new long[3][3];
    for (int i = 0; i < 101; i++) {
      confusion[toy.label(i)][predicted.getInt(i)]++;
      correct += predicted.getInt(i) == toy.label(i) ? 1 : 0;
    }
    assertEquals(correct, evaluation.correct());
    assertEquals(evaluation, details.evaluation());
    assertEquals(evaluation, tested.evaluation());
    long largest =
        Arrays.stream(confusion).mapToLong(row -> Arrays.stream(row).sum()).max().orElse(0);
    assertEquals(largest / 101.0, tested.largestClass());
    assertEquals(
        Arrays.stream(confusion).map(row -> Arrays.stream(row).boxed().toList()).toList(),
        details.confusion());
    assertTrue(evaluation.score() > 0.5, () -> "accuracy " + evaluation.score());
  }

  private static DataSet dataSet(Toy toy) {
    int n = toy.count();
    byte[] bytes = new byte[n * 16];
    float[] x = new float[n * 16];
    for (int row = 0; row < n; row++) {
      toy.copyFeatures(row, bytes, row * 16);
    }
    for (int i = 0; i < x.length; i++) {
      x[i] = ((bytes[i] & 0xff) - 120f) / 50f;
    }
    INDArray y = Nd4j.zeros(n, 3);
    for (int i = 0; i < n; i++) {
      y.putScalar(i, toy.label(i), 1);
    }
    return new DataSet(Nd4j.createFromArray(x).reshape(n, 16), y);
  }
}
