package org.leap.core.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.leap.core.NetworkView;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

class NetworkPlanTest {
  private static final int BATCH = 7;

  @ParameterizedTest
  @EnumSource
  void gradientLossAndOutputAreThoseOfDl4j(Architecture architecture) {
    Model network = architecture.plain();
    DataSet batch = architecture.batch(1, BATCH);
    INDArray features = batch.getFeatures();
    INDArray labels = batch.getLabels();
    NetworkView view = NetworkView.of(network);
    float[] expected = view.gradient(features, labels).dup().data().asFloat();
    double loss = network.score();
    INDArray output = view.output(features);

    try (NetworkPlan plan = Plans.of(network, Precision.FLOAT32)) {
      assertEquals(Optional.empty(), plan.obstacle(features.shape()));
      network.getGradientsViewArray().assign(Float.NaN);
      double sum = plan.gradient(features, labels);
      assertEquals(loss, sum / BATCH, 1e-5 * loss);
      float[] given = network.getGradientsViewArray().dup().data().asFloat();
      double scale = 0;
      for (float value : expected) {
        scale = Math.max(scale, Math.abs(value));
      }
      assertArrayEquals(expected, given, (float) (1e-4 * scale));
      for (int i = 0; i < 3; i++) {
        assertEquals(sum, plan.gradient(features, labels));
        assertArrayEquals(given, network.getGradientsViewArray().dup().data().asFloat());
      }
      assertTrue(output.equalsWithEps(plan.output(features), 1e-4));
      assertProductsAreNoGradient(plan, network, features);
      assertEquals(sum, plan.gradient(features, labels));
      assertArrayEquals(given, network.getGradientsViewArray().dup().data().asFloat());
    }
  }

  /** They write weight gradients, and touch no parameter. */
  private static void assertProductsAreNoGradient(
      NetworkPlan plan, Model network, INDArray features) {
    INDArray parameters = network.params().dup();
    network.getGradientsViewArray().assign(Float.NaN);
    plan.products(features).run();
    long written = 0;
    for (float value : network.getGradientsViewArray().dup().data().asFloat()) {
      written += Float.isNaN(value) ? 0 : 1;
    }
    assertTrue(written > 0);
    assertEquals(parameters, network.params());
  }
}
