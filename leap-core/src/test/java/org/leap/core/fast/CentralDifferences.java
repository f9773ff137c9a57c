package org.leap.core.fast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Compares a double precision network's gradient with the difference quotient of its loss. */
public final class CentralDifferences {
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-6;
  private static final int MOST_PARAMETERS = 40;

  private CentralDifferences() {}

  static void check(MultiLayerNetwork network, INDArray features, INDArray labels) {
    network.setInput(features);
    network.setLabels(labels);
    check(
        network.params(),
        () -> {
          network.setInput(features);
          network.computeGradientAndScore();
          return network.score();
        },
        () -> network.gradient().gradient(),
        features.size(0));
  }

  public static void check(ComputationGraph graph, INDArray features, INDArray labels) {
    graph.setInputs(features);
    graph.setLabels(labels);
    check(
        graph.params(),
        () -> {
          graph.setInputs(features);
          graph.computeGradientAndScore();
          return graph.score();
        },
        () -> graph.gradient().gradient(),
        features.size(0));
  }

  /** Running statistics of batch normalization have updates for gradients: zero quotient. */
  private static void check(
      INDArray params, DoubleSupplier loss, Supplier<INDArray> gradient, long examples) {
    Nd4j.getRandom().setSeed(9);
    assertTrue(Double.isFinite(loss.getAsDouble()));
    double[] analytic = gradient.get().dup().data().asDouble();
    int stride = Math.max(1, analytic.length / MOST_PARAMETERS);
    for (int i = 0; i < analytic.length; i += stride) {
      double value = params.getDouble(i);
      params.putScalar(i, value + STEP);
      Nd4j.getRandom().setSeed(9);
      double above = loss.getAsDouble();
      params.putScalar(i, value - STEP);
      Nd4j.getRandom().setSeed(9);
      double below = loss.getAsDouble();
      params.putScalar(i, value);
      double quotient = (above - below) / (2 * STEP);
      if (above == below) {
        continue;
      }
      assertEquals(quotient, analytic[i] / examples, TOLERANCE, "parameter " + i);
    }
  }
}
