package org.leap.spark.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.leap.spark.LocalSpark;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ChunkRdd;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.Examples;
import org.leap.spark.data.InMemoryChunks;
import org.leap.spark.data.Normalization;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

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

  /** A matrix of a thousand classes is 8 MB, more than these 40 chunks may send together. */
  @Test
  void aThousandClassesFitIntoTheDriver() {
    ExampleShape shape = new ExampleShape(1, 4, 4, 1000);
    ChunkLayout layout = new ChunkLayout(200, 1, 5, 5);
    NetworkBlueprint blueprint = thousandClasses();
    NetworkState state = AveragingTrainer.initialState(blueprint);
    SparkConf conf =
        LocalSpark.withKryo(Toy.conf("local[2]")).set("spark.driver.maxResultSize", "1m");

    Evaluator.Details details;
    Evaluator.Tested tested;
    try (JavaSparkContext spark = new JavaSparkContext(conf);
        InMemoryChunks chunks = InMemoryChunks.inOrder(spark, shape, new SpreadLabels(), layout)) {
      Normalization normalization = new Normalization(List.of(0.0), List.of(1.0));
      Evaluator evaluator =
          new Evaluator(
              blueprint,
              new ChunkedData(new ChunkRdd(spark.sc(), chunks), layout, shape, normalization));
      details = evaluator.evaluateInDetail(state, "test");
      tested = evaluator.test(state, "test");
    }

    List<List<Long>> rows = details.confusion();
    assertEquals(1000, rows.size());
    for (int truth = 0; truth < 1000; truth++) {
      assertEquals(1000, rows.get(truth).size());
      long examples = truth == 0 ? 2 : truth % 5 == 0 && truth != 995 ? 1 : 0;
      assertEquals(examples, rows.get(truth).stream().mapToLong(n -> n).sum(), "class " + truth);
    }
    long correct = IntStream.range(0, 1000).mapToLong(c -> rows.get(c).get(c)).sum();
    assertEquals(correct, details.evaluation().correct());
    assertEquals(2 / 200.0, tested.largestClass());
  }

  private static NetworkBlueprint thousandClasses() {
    return NetworkBlueprint.of(
        new NeuralNetConfiguration.Builder()
            .seed(7)
            .updater(new Sgd(0.1))
            .list()
            .layer(
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(1000)
                    .activation(Activation.SOFTMAX)
                    .build())
            .setInputType(InputType.feedForward(16))
            .build(),
        true);
  }

  /** Every fifth of a thousand classes, but the first twice and the last not at all. */
  private static final class SpreadLabels implements Examples {
    @Override
    public int count() {
      return 200;
    }

    @Override
    public int label(int row) {
      return row * 5 % 995;
    }

    @Override
    public void copyFeatures(int row, byte[] target, int offset) {
      for (int i = 0; i < 16; i++) {
        target[offset + i] = (byte) (row * 31 + i * 17);
      }
    }
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
