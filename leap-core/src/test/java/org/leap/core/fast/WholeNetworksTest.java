package org.leap.core.fast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.leap.core.NetworkView;
import org.leap.core.step.Architecture;
import org.leap.core.step.NetworkPlan;
import org.leap.core.step.Plans;
import org.leap.core.step.Precision;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks trained by their plans and by DL4J's own layers, on the same minibatches. */
class WholeNetworksTest {
  private static final int STEPS = 20;
  private static final int BATCH = 9;

  /**
   * Length of the difference of the parameters over the length of the way that they have gone. Both
   * are float32 sums in another order, 1e-6 apart in every gradient. That grows little as long as
   * every value is on the same side of 0 in both networks and every maximum in the same place. One
   * that is not moves a small network by 1e-3 of a step at once, which batch normalization over a
   * few examples then amplifies: so here, in VGG's eleventh step.
   */
  private static double tolerance(Architecture architecture) {
    return architecture == Architecture.VGG ? 0.2 : 1e-5;
  }

  @ParameterizedTest
  @EnumSource
  void twentyStepsEndWhereDl4jEnds(Architecture architecture) {
    Model plain = architecture.plain();
    Model planned = architecture.planned();
    INDArray start = plain.params().dup();
    assertEquals(start, planned.params());
    for (int step = 0; step < STEPS; step++) {
      DataSet batch = architecture.batch(step, step % 4 == 3 ? 2 : BATCH);
      Twins.fit(plain, batch, step);
      Twins.fit(planned, batch, step);
    }
    double way = plain.params().sub(start).norm2Number().doubleValue();
    double apart = plain.params().sub(planned.params()).norm2Number().doubleValue();
    double difference = apart / way;
    assertTrue(difference < tolerance(architecture), "a difference of " + difference);
    // Else both would be DL4J's own.
    assertNotEquals(0, difference);
    assertEquals(plain.score(), planned.score(), 10 * tolerance(architecture));
    assertSameAnswers(NetworkView.of(plain), NetworkView.of(planned), architecture);
  }

  /**
   * At the same parameters the gradients are alike, however far a network has come; but where a
   * value is so near to 0 that the two sums have it on different sides.
   */
  @ParameterizedTest
  @EnumSource
  void gradientsOnTheWayAreDl4js(Architecture architecture) {
    NetworkView plain = NetworkView.of(architecture.plain());
    NetworkView planned = NetworkView.of(architecture.planned());
    List<Double> apart = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      DataSet batch = architecture.batch(step, step % 4 == 3 ? 2 : BATCH);
      plain.network().params().assign(planned.network().params());
      INDArray expected = plain.gradient(batch.getFeatures(), batch.getLabels());
      INDArray given = planned.gradient(batch.getFeatures(), batch.getLabels());
      apart.add(apart(expected, given));
      planned.fit(batch.getFeatures(), batch.getLabels());
    }
    Collections.sort(apart);
    assertTrue(apart.get(STEPS * 9 / 10) < 1e-5, "differences of " + apart);
    assertTrue(apart.get(STEPS - 1) < 1e-2, "differences of " + apart);
  }

  /**
   * oneDNN has other code for many channels. Among the many values some are so near to 0 that one
   * sum has them above and the other below: which, the processor decides. A fault would show with
   * every minibatch, this does not.
   */
  @ParameterizedTest
  @EnumSource
  void gradientsOfNetworksOfFullSizeAreDl4js(BenchmarkNetworks kind) {
    NetworkView network = NetworkView.of(kind.plain(new Sgd(0.1)));
    List<Double> apart = new ArrayList<>();
    try (NetworkPlan plan = Plans.of(network.network(), Precision.FLOAT32)) {
      for (int minibatch = 0; minibatch < 5; minibatch++) {
        DataSet batch =
            switch (kind) {
              case MLP, LENET -> Twins.batch(minibatch, 10, 5, 784);
              case VGG16, RESNET20 -> Twins.batch(minibatch, 10, 3, 3, 32, 32);
            };
        INDArray expected = network.gradient(batch.getFeatures(), batch.getLabels()).dup();
        plan.gradient(batch.getFeatures(), batch.getLabels());
        apart.add(apart(expected, network.network().getGradientsViewArray()));
      }
    }
    assertTrue(Collections.min(apart) < 1e-5, "differences of " + apart);
    assertTrue(Collections.max(apart) < 0.1, "differences of " + apart);
  }

  /** Length of the difference over the length of what is expected. */
  private static double apart(INDArray expected, INDArray given) {
    return expected.distance2(given) / expected.norm2Number().doubleValue();
  }

  private static NeuralNetConfiguration.Builder regularized() {
    return new NeuralNetConfiguration.Builder()
        .seed(3)
        .activation(Activation.TANH)
        .l1(1e-3)
        .l2(1e-2)
        .updater(new Adam(0.01))
        .gradientNormalization(GradientNormalization.ClipL2PerParamType)
        .gradientNormalizationThreshold(0.5)
        .constrainWeights(new MaxNormConstraint(0.6, 1));
  }

  private static DenseLayer dense(int inputs) {
    return new DenseLayer.Builder().nIn(inputs).nOut(12).build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nIn(12)
        .nOut(5)
        .activation(Activation.SOFTMAX)
        .build();
  }

  /** All that DL4J does with a gradient when it has it. */
  @Test
  void regularizationClippingAndConstraintsAreDl4js() {
    var stack =
        regularized()
            .list()
            .layer(dense(20))
            .layer(new BatchNormalization.Builder().nIn(12).nOut(12).build())
            .layer(dense(12))
            .layer(output())
            .build();
    var plain = new MultiLayerNetwork(stack.clone());
    var planned = FastNetworks.of(stack.clone());
    assertSameTraining(plain, planned);
    var graph =
        regularized()
            .graphBuilder()
            .addInputs("in")
            .addLayer("z", dense(20), "in")
            .addLayer("a", dense(20), "in")
            .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "z", "a")
            .addLayer("out", output(), "sum")
            .setOutputs("out")
            .build();
    assertSameTraining(new ComputationGraph(graph.clone()), FastNetworks.of(graph.clone()));
  }

  private static void assertSameTraining(Model plain, Model planned) {
    List<INDArray> expected = new ArrayList<>();
    List<INDArray> given = new ArrayList<>();
    prepare(plain, expected);
    prepare(planned, given);
    for (int step = 0; step < STEPS; step++) {
      DataSet batch = Twins.batch(step, 5, BATCH, 20);
      Twins.fit(plain, batch, step);
      Twins.fit(planned, batch, step);
      assertEquals(plain.score(), planned.score(), 1e-4);
    }
    INDArray apart = plain.params().sub(planned.params());
    assertEquals(0, apart.amaxNumber().doubleValue(), 1e-5);
    assertNotEquals(0, apart.amaxNumber().doubleValue());
    assertEquals(STEPS, given.size());
    for (int step = 0; step < STEPS; step++) {
      assertTrue(expected.get(step).equalsWithEps(given.get(step), 1e-4), "step " + step);
    }
  }

  /** A listener that reads gradients is no reason to train layer by layer. */
  private static void prepare(Model network, List<INDArray> gradients) {
    network.init();
    network.setListeners(
        new BaseTrainingListener() {
          @Override
          public void onGradientCalculation(Model model) {
            gradients.add(model.gradient().gradient().dup());
          }
        });
  }

  private static void assertSameAnswers(
      NetworkView plain, NetworkView planned, Architecture architecture) {
    DataSet batch = architecture.batch(-1, BATCH);
    double tolerance = 10 * tolerance(architecture);
    assertEquals(plain.loss(batch), planned.loss(batch), tolerance);
    INDArray apart = plain.output(batch.getFeatures()).sub(planned.output(batch.getFeatures()));
    assertEquals(0, apart.amaxNumber().doubleValue(), tolerance);
  }
}
