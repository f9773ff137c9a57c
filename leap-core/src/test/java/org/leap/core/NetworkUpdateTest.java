package org.leap.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.NonNegativeConstraint;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.leap.core.Perturbation.Mode;
import org.leap.core.Perturbation.Scope;
import org.leap.core.noise.Distribution;
import org.leap.core.optimizer.ScheduledAdaGrad;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

class NetworkUpdateTest {
  private static final int STEPS = 20;

  /** Of the largest value; libnd4j may fuse products and sums, Java does not. */
  private static final double TOLERANCE = 1e-5;

  private static final ExponentialSchedule FALLING =
      new ExponentialSchedule(ScheduleType.ITERATION, 0.01, 0.9);

  /** What regularization is configured with. */
  @SuppressWarnings("ImmutableEnumChecker") // The functions hold nothing.
  enum Decay {
    NONE(settings -> settings),
    L1(settings -> settings.l1(0.02)),
    L2(settings -> settings.l2(0.03)),
    DECOUPLED(settings -> settings.weightDecay(0.1)),
    MANY(settings -> settings.l1(0.02).l2(0.03).l2Bias(0.01).weightDecay(0.01, false));

    private final UnaryOperator<NeuralNetConfiguration.Builder> settings;

    Decay(UnaryOperator<NeuralNetConfiguration.Builder> settings) {
      this.settings = settings;
    }
  }

  static Stream<Arguments> cases() {
    return Stream.concat(StockUpdaters.all(), Stream.of(new ScheduledAdaGrad(FALLING, 1e-6)))
        .filter(updater -> !(updater instanceof AdaDelta))
        .flatMap(
            updater ->
                Stream.of(UpdateTwins.Kind.values()).map(kind -> Arguments.of(updater, kind)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aStepIsThatOfDl4j(IUpdater updater, UpdateTwins.Kind kind) {
    for (Decay decay : Decay.values()) {
      checkTwins(twins(updater, decay, kind), decay + " bare");
      for (Scope scope : Scope.values()) {
        UpdateTwins twins = twins(perturbed(updater, scope), decay, kind);
        if (decay != Decay.NONE) {
          bind(twins, new NoiseBinding(3, 0.5, 2));
        }
        checkTwins(twins, decay + " " + scope);
      }
    }
  }

  private static void checkTwins(UpdateTwins twins, String name) {
    for (int i = 0; i < STEPS; i++) {
      twins.step(i);
    }
    assertEquals(0, twins.difference(), TOLERANCE, name);
  }

  private static IUpdater perturbed(IUpdater updater, Scope scope) {
    return Leap.perturb(updater).sigma(0.3).scope(scope).seed(5).build();
  }

  private static UpdateTwins twins(IUpdater updater, Decay decay, UpdateTwins.Kind kind) {
    return UpdateTwins.of(network(updater, decay, kind), network(updater, decay, kind));
  }

  private static Model network(IUpdater updater, Decay decay, UpdateTwins.Kind kind) {
    return kind.of(decay.settings.apply(TestNetworks.settings(updater.clone())));
  }

  private static void bind(UpdateTwins twins, NoiseBinding binding) {
    Leap.bind(twins.stock().network(), binding);
    Leap.bind(twins.own().network(), binding);
  }

  @Test
  void theGradientStaysWhereNobodyAsksForTheUpdate() {
    Model asked = wide(Leap.perturb(new Adam(0.5)).sigma(0.3).seed(7).build());
    Model other = wide(Leap.perturb(new Adam(0.5)).sigma(0.3).seed(7).build());
    for (Model network : List.of(asked, other)) {
      NetworkUpdate pass = NetworkUpdate.of(network).orElseThrow();
      for (int step = 0; step < 3; step++) {
        UpdateTwins.fill(network.getGradientsViewArray(), step);
        INDArray before = network.getGradientsViewArray().dup();
        pass.apply(step, 0, 1, network == asked);
        assertEquals(network != asked, before.equals(network.getGradientsViewArray()));
      }
    }
    assertArrayEquals(asked.params().data().asFloat(), other.params().data().asFloat());
  }

  @ParameterizedTest
  @EnumSource(Distribution.class)
  void noiseLiesAtTheSamePlaces(Distribution distribution) {
    IUpdater updater =
        Leap.perturb(new Sgd(0.5)).sigma(100).distribution(distribution).seed(-3).build();
    NetworkView stock = NetworkView.of(wide(updater));
    Model own = wide(updater);
    NetworkUpdate pass = NetworkUpdate.of(own).orElseThrow();
    for (int step = 0; step < 3; step++) {
      stock.updater().getFlattenedGradientsView().assign(1);
      own.getGradientsViewArray().assign(1);
      UpdateTwins.stockStep(stock, step, 1);
      pass.apply(step, 0, 1, true);
      assertArrayEquals(
          stock.updater().getFlattenedGradientsView().dup().data().asFloat(),
          own.getGradientsViewArray().dup().data().asFloat());
    }
  }

  @Test
  void bindingsChangesOfRateAndRestartsCountBetweenSteps() {
    UpdateTwins twins =
        twins(
            Leap.perturb(new Adam(0.01)).sigma(0.001).mode(Mode.ABSOLUTE).truncation(2).build(),
            Decay.DECOUPLED,
            UpdateTwins.Kind.CONVOLUTIONS);
    RateScale stockScale = RateScale.of(twins.stock().network());
    RateScale ownScale = RateScale.of(twins.own().network());
    for (int i = 0; i < STEPS; i++) {
      bind(twins, new NoiseBinding(i % 3, 1 + i, 1));
      stockScale.set(1 + i % 4);
      ownScale.set(1 + i % 4);
      if (i % 5 == 4) {
        Leap.restartOptimizer(twins.stock().network(), i);
        Leap.restartOptimizer(twins.own().network(), i);
      }
      twins.step(i);
      assertEquals(0, twins.difference(), TOLERANCE, "step " + i);
    }
  }

  @Test
  void aRestartOfABareOptimizerCounts() {
    UpdateTwins twins = twins(new AMSGrad(0.01), Decay.L2, UpdateTwins.Kind.MLP);
    for (int i = 0; i < STEPS; i++) {
      if (i == 7 || i == 12) {
        Leap.restartOptimizer(twins.stock().network(), i);
        Leap.restartOptimizer(twins.own().network(), i);
      }
      twins.step(i);
      assertEquals(0, twins.difference(), TOLERANCE, "step " + i);
    }
  }

  @Test
  void goesOnWithANewUpdaterThatItKnows() {
    UpdateTwins twins = twins(new Adam(0.01), Decay.NONE, UpdateTwins.Kind.MLP);
    twins.step(0);
    ((MultiLayerNetwork) twins.stock().network()).setLearningRate(0.1);
    ((MultiLayerNetwork) twins.own().network()).setLearningRate(0.1);
    twins.step(1);
    assertEquals(0, twins.difference(), TOLERANCE);
  }

  @Test
  void refusesANewUpdaterThatItDoesNotKnow() {
    MultiLayerNetwork network = wide(new Sgd(0.1));
    NetworkUpdate pass = NetworkUpdate.of(network).orElseThrow();
    float[] before = network.params().toFloatVector();
    var block = NetworkBlocks.of(network).blocks().get(0);
    block.setGradientUpdater(new AdaDelta().instantiate(Nd4j.zeros(1, 6), true));
    assertEquals(
        "The network was changed to what one pass does not update: plan anew",
        assertThrows(IllegalStateException.class, () -> pass.apply(0, 0, 1, true)).getMessage());
    assertArrayEquals(before, network.params().toFloatVector());
    assertEquals(
        "examples is 0, expected at least 1",
        assertThrows(IllegalArgumentException.class, () -> pass.apply(0, 0, 0, true)).getMessage());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void sigmaZeroIsTheBareOptimizerToTheBit(IUpdater updater, UpdateTwins.Kind kind) {
    IUpdater quiet = Leap.perturb(updater).sigma(0).build();
    UpdateTwins bare = twins(updater, Decay.DECOUPLED, kind);
    UpdateTwins perturbed = twins(quiet, Decay.DECOUPLED, kind);
    UpdateTwins again = twins(updater, Decay.DECOUPLED, kind);
    for (int i = 0; i < 5; i++) {
      bare.step(i);
      perturbed.step(i);
      again.step(i);
    }
    assertArrayEquals(bare.params(), perturbed.params());
    assertArrayEquals(bare.params(), again.params());
  }

  @ParameterizedTest
  @EnumSource(Scope.class)
  void threadsChangeNoBit(Scope scope) {
    float[] alone = trained(scope, 1);
    assertArrayEquals(alone, trained(scope, 2));
    assertArrayEquals(alone, trained(scope, 3));
    assertFalse(Arrays.equals(alone, wide(new Adam(0.01)).params().toFloatVector()));
  }

  private static float[] trained(Scope scope, int threads) {
    MultiLayerNetwork network = wide(perturbed(new Adam(0.01), scope));
    Leap.bind(network, new NoiseBinding(1, 1, threads));
    NetworkUpdate pass = NetworkUpdate.of(network).orElseThrow();
    for (int i = 0; i < 3; i++) {
      UpdateTwins.fill(network.getGradientsViewArray(), i);
      pass.apply(i, 0, 7, true);
    }
    return network.params().toFloatVector();
  }

  @ParameterizedTest
  @EnumSource(Scope.class)
  void aStepAllocatesNothing(Scope scope) {
    for (UpdateTwins.Kind kind : UpdateTwins.Kind.values()) {
      Model network =
          network(
              Leap.perturb(new Adam(FALLING)).scope(scope).sigma(0.1).build(), Decay.MANY, kind);
      Leap.bind(network, NoiseBinding.DEFAULT);
      NetworkUpdate pass = NetworkUpdate.of(network).orElseThrow();
      network.getGradientsViewArray().assign(0.1);
      int quiet = quietSteps(pass);
      // Vectors are objects until the compiler has come to them, which takes as long as it takes.
      for (long end = System.nanoTime() + 30_000_000_000L;
          quiet <= 150 && System.nanoTime() < end; ) {
        quiet = quietSteps(pass);
      }
      assertTrue(quiet > 150, kind + ": only " + quiet + " of 200 steps allocate nothing");
    }
  }

  private static int quietSteps(NetworkUpdate pass) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int quiet = 0;
    for (int i = 0; i < 200; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      pass.apply(i, 0, 1, true);
      quiet += threads.getCurrentThreadAllocatedBytes() == before ? 1 : 0;
    }
    return quiet;
  }

  static Stream<Model> unknown() {
    IUpdater sgd = new Sgd(0.1);
    return Stream.of(
        network(new AdaDelta(), Decay.NONE, UpdateTwins.Kind.GRAPH),
        network(Leap.perturb(new AdaDelta()).sigma(1).build(), Decay.NONE, UpdateTwins.Kind.MLP),
        network(new Adam(0.1, 0.9, 0.999, 0), Decay.NONE, UpdateTwins.Kind.MLP),
        UpdateTwins.Kind.MLP.of(
            TestNetworks.settings(sgd).gradientNormalization(GradientNormalization.ClipL2PerLayer)),
        UpdateTwins.Kind.GRAPH.of(
            TestNetworks.settings(sgd).constrainWeights(new NonNegativeConstraint())),
        UpdateTwins.Kind.MLP.of(TestNetworks.settings(sgd).dataType(DataType.DOUBLE)),
        UpdateTwins.Kind.CONVOLUTIONS.of(TestNetworks.settings(sgd).dataType(DataType.FLOAT16)));
  }

  @ParameterizedTest
  @MethodSource("unknown")
  void whatIsNotKnownIsEmpty(Model network) {
    assertTrue(NetworkUpdate.of(network).isEmpty());
  }

  @Test
  void anUntrainedLayerKeepsWhatDl4jKeeps() {
    List<UpdateTwins> all =
        List.of(
            twins(new NoOp(), Decay.NONE, UpdateTwins.Kind.MLP),
            UpdateTwins.of(wholeSums(), wholeSums()));
    for (UpdateTwins twins : all) {
      twins.step(0);
      assertEquals(0, twins.difference(), TOLERANCE);
    }
  }

  /** DL4J does not divide its gradients. */
  private static Model wholeSums() {
    return UpdateTwins.Kind.MLP.of(TestNetworks.settings(new Sgd(0.01)).miniBatch(false));
  }

  /** Of so many parameters that threads share them. */
  private static MultiLayerNetwork wide(IUpdater updater) {
    return UpdateTwins.initialized(
        new MultiLayerNetwork(
            TestNetworks.settings(updater.clone())
                .list()
                .layer(new DenseLayer.Builder().nIn(401).nOut(333).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(333)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build()));
  }
}
