package org.leap.core.fast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.leap.core.NetworkView;
import org.leap.core.step.Architecture;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

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

  /** At the same parameters the gradients are alike, however far a network has come. */
  @ParameterizedTest
  @EnumSource
  void gradientsOnTheWayAreDl4js(Architecture architecture) {
    NetworkView plain = NetworkView.of(architecture.plain());
    NetworkView planned = NetworkView.of(architecture.planned());
    for (int step = 0; step < STEPS; step++) {
      DataSet batch = architecture.batch(step, step % 4 == 3 ? 2 : BATCH);
      plain.network().params().assign(planned.network().params());
      INDArray expected = plain.gradient(batch.getFeatures(), batch.getLabels());
      INDArray given = planned.gradient(batch.getFeatures(), batch.getLabels());
      double apart = expected.sub(given).norm2Number().doubleValue();
      assertTrue(apart < 1e-5 * expected.norm2Number().doubleValue(), "step " + step);
      planned.fit(batch.getFeatures(), batch.getLabels());
    }
  }

  private static void assertSameAnswers(
      NetworkView plain, NetworkView planned, Architecture architecture) {
    DataSet batch = architecture.batch(-1, BATCH);
    double tolerance = 10 * tolerance(architecture);
    assertEquals(plain.loss(batch), planned.loss(batch), tolerance);
    INDArray apart =
        plain.output(batch.getFeatures()).sub(planned.output(batch.getFeatures()));
    assertEquals(0, apart.amaxNumber().doubleValue(), tolerance);
  }
}
