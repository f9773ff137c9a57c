package org.leap.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.leap.core.TestNetworks.ones;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.leap.core.Perturbation.Mode;
import org.leap.core.Perturbation.Scope;
import org.leap.core.Perturbation.SigmaSchedule;
import org.leap.core.noise.Distribution;
import org.leap.core.noise.NoiseStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * The noise that one updater puts on the updates, recovered from them. Fixed seeds: nothing here is
 * left to chance.
 */
class UpdateNoiseTest {
  private static final int N = 40_000;
  private static final double RATE = 0.5;
  private static final double SIGMA = 0.25;

  private static float[] update(IUpdater updater, int iteration, int length) {
    INDArray gradient = ones(length);
    updater.instantiate((INDArray) null, true).applyUpdater(gradient, iteration, 0);
    return gradient.data().asFloat();
  }

  private static double[] noise(
      UnaryOperator<PerturbationBuilder<LeapUpdater>> settings, int iteration) {
    LeapUpdater updater = settings.apply(Leap.perturb(new Sgd(RATE)).sigma(SIGMA).seed(11)).build();
    float[] update = update(updater, iteration, N);
    double[] noise = new double[update.length];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (update[i] / RATE - 1) / SIGMA;
    }
    return noise;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double meanSquare(double[] values) {
    return Arrays.stream(values).map(z -> z * z).average().orElseThrow();
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void everyDistributionHasMeanZeroAndUnitVariance(Distribution distribution) {
    double[] noise = noise(settings -> settings.distribution(distribution), 3);
    assertEquals(0, mean(noise), 4 / Math.sqrt(N));
    assertEquals(1, meanSquare(noise), 4 * Math.sqrt(2.0 / N));
    double bound =
        switch (distribution) {
          case GAUSSIAN -> 5.2;
          case UNIFORM -> Math.sqrt(3);
          case RADEMACHER -> 1;
        };
    assertTrue(largest(noise) <= bound + 1e-5, "largest is " + largest(noise));
    assertTrue(largest(noise) > bound * 0.7, "largest is " + largest(noise));
  }

  @Test
  void theThreeDistributionsDifferInTheirFourthMoment() {
    assertEquals(3, fourthMoment(Distribution.GAUSSIAN), 0.25);
    assertEquals(1.8, fourthMoment(Distribution.UNIFORM), 0.05);
    assertEquals(1, fourthMoment(Distribution.RADEMACHER), 1e-4);
  }

  private static double fourthMoment(Distribution distribution) {
    double[] noise = noise(settings -> settings.distribution(distribution), 0);
    return Arrays.stream(noise).map(z -> z * z * z * z).average().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 1.5, 2, 3})
  void truncatedNoiseIsBoundedAndKeepsUnitVariance(double k) {
    double[] noise = noise(settings -> settings.truncation(k), 0);
    double density = Math.exp(-k * k / 2) / Math.sqrt(2 * Math.PI);
    double inside = 1 - 2 * Perturbation.builder().sigma(1).build().negativeRateProbability(1 / k);
    double standardDeviation = Math.sqrt(1 - 2 * k * density / inside);
    assertTrue(largest(noise) <= k / standardDeviation + 1e-4, "largest is " + largest(noise));
    assertEquals(0, mean(noise), 4 / Math.sqrt(N));
    assertEquals(1, meanSquare(noise), 4 * Math.sqrt(2.0 / N));
  }

  @Test
  void noiseIsTheStreamsValueAtStepAndParameter() {
    var stream = NoiseStream.of(11, 0, Distribution.GAUSSIAN, Double.POSITIVE_INFINITY);
    double[] noise = noise(settings -> settings, 17);
    for (int i = 0; i < noise.length; i += 997) {
      assertEquals(stream.at(17, i), noise[i], 1e-5);
    }
  }

  @Test
  void scalarScopeScalesAllByTheValueAtIndexZero() {
    double[] noise = noise(settings -> settings.scope(Scope.SCALAR), 5);
    assertEquals(1, Arrays.stream(noise).distinct().count());
    double z = NoiseStream.of(11, 0, Distribution.GAUSSIAN, Double.POSITIVE_INFINITY).at(5, 0);
    assertEquals(z, noise[0], 1e-5);
  }

  @Test
  void scalarNoiseHasUnitVarianceOverTheSteps() {
    LeapUpdater updater =
        Leap.perturb(new Sgd(RATE)).sigma(SIGMA).scope(Scope.SCALAR).seed(2).build();
    double[] noise =
        DoubleStream.iterate(0, step -> step + 1)
            .limit(4000)
            .map(step -> (update(updater, (int) step, 2)[1] / RATE - 1) / SIGMA)
            .toArray();
    assertEquals(0, mean(noise), 4 / Math.sqrt(noise.length));
    assertEquals(1, meanSquare(noise), 4 * Math.sqrt(2.0 / noise.length));
  }

  @Test
  void stepsAndSeedsHaveUnrelatedNoise() {
    double[] base = noise(settings -> settings, 0);
    for (double[] other :
        new double[][] {noise(settings -> settings, 1), noise(settings -> settings.seed(12), 0)}) {
      double correlation = 0;
      for (int i = 0; i < N; i++) {
        correlation += base[i] * other[i] / N;
      }
      assertEquals(0, correlation, 4 / Math.sqrt(N));
    }
  }

  @Test
  void absoluteNoiseDoesNotDependOnTheLearningRate() {
    float[] first = null;
    for (double rate : new double[] {0.5, 0.05, 0.005}) {
      var updater = Leap.perturb(new Sgd(rate)).sigma(0.02).mode(Mode.ABSOLUTE).seed(11).build();
      float[] deviation = update(updater, 0, 100);
      for (int i = 0; i < deviation.length; i++) {
        deviation[i] -= (float) rate;
      }
      first = first == null ? deviation : first;
      assertArrayEquals(first, deviation, 1e-6f);
    }
    float[] relative = update(Leap.perturb(new Sgd(0.5)).sigma(0.04).seed(11).build(), 0, 100);
    for (int i = 0; i < relative.length; i++) {
      assertEquals(relative[i] - 0.5f, first[i], 1e-6f);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-300})
  void absoluteModeLeavesAStepWithoutLearningRateAsItIs(double rate) {
    for (Scope scope : Scope.values()) {
      var updater = Leap.perturb(new Sgd(rate)).sigma(0.1).mode(Mode.ABSOLUTE).scope(scope).build();
      assertArrayEquals(new float[50], update(updater, 0, 50));
    }
  }

  @Test
  void absoluteModeFollowsTheRateOfTheStep() {
    var schedule =
        new MapSchedule.Builder(ScheduleType.ITERATION).add(0, 0.5).add(3, 0).add(4, 0.25).build();
    var updater =
        Leap.perturb(new Sgd(schedule)).sigma(0.1).mode(Mode.ABSOLUTE).scope(Scope.SCALAR).build();
    var stream = NoiseStream.of(0, 0, Distribution.GAUSSIAN, Double.POSITIVE_INFINITY);
    assertEquals(0.5 + 0.1 * stream.at(2, 0), update(updater, 2, 1)[0], 1e-6);
    assertEquals(0, update(updater, 3, 1)[0]);
    assertEquals(0.25 + 0.1 * stream.at(4, 0), update(updater, 4, 1)[0], 1e-6);
  }

  @Test
  void sigmaScheduleScalesTheNoiseOfAStep() {
    var stream = NoiseStream.of(11, 0, Distribution.GAUSSIAN, Double.POSITIVE_INFINITY);
    double[] linear =
        noise(settings -> settings.sigmaSchedule(SigmaSchedule.LINEAR).sigmaSteps(40), 30);
    double[] cosine =
        noise(settings -> settings.sigmaSchedule(SigmaSchedule.COSINE).sigmaSteps(40), 30);
    for (int i = 0; i < 100; i++) {
      assertEquals(0.25 * stream.at(30, i), linear[i], 1e-5);
      assertEquals((1 - Math.sqrt(0.5)) / 2 * stream.at(30, i), cosine[i], 1e-5);
    }
    assertEquals(
        0,
        largest(
            noise(settings -> settings.sigmaSchedule(SigmaSchedule.LINEAR).sigmaSteps(40), 40)));
  }

  @Test
  void negativeRatesAreAsFrequentAsPredicted() {
    LeapUpdater updater = Leap.perturb(new Sgd(RATE)).sigma(0.8).seed(4).build();
    float[] update = update(updater, 0, N);
    int negative = 0;
    for (float value : update) {
      negative += value < 0 ? 1 : 0;
    }
    double expected = updater.perturbation().negativeRateProbability(0.8);
    assertEquals(expected, (double) negative / N, 4 * Math.sqrt(expected / N));
  }

  @Test
  void everyParameterHasItsOwnValue() {
    var values = new TreeSet<Double>();
    for (double z : Arrays.copyOf(noise(settings -> settings, 0), 200)) {
      values.add(z);
    }
    assertTrue(values.size() > 195, values.size() + " different values");
  }

  @Test
  void stateMapsReachTheWrappedUpdater() {
    var state = Map.of("V", ones(3));
    var updater = Leap.perturb(new Nesterovs(0.1, 0.9)).sigma(0).build();
    var gradientUpdater = updater.instantiate(state, false);
    assertEquals(state, gradientUpdater.getState());
    assertEquals(updater, gradientUpdater.getConfig());
  }
}
