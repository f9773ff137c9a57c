package org.leap.core.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.leap.core.NetworkView;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A plan's float32 gradient beside difference quotients of the loss of DL4J's own network in double
 * precision, which has the same configuration and the same parameters.
 */
final class PlannedGradient {
  /** Small enough that next to no value crosses 0 on the way; the loss has 16 digits. */
  private static final double STEP = 1e-6;

  /** Relative to the largest gradient: float32 has 7 digits, of which sums lose two. */
  private static final double TOLERANCE = 2e-4;

  private static final int OF_EACH_ARRAY = 5;

  private final Model exact;
  private final Model planned;
  private final DataSet batch;
  private final Random random = new Random(11);
  private final float[] gradient;
  private final double scale;

  private PlannedGradient(Model exact, Model planned, DataSet batch) {
    this.exact = exact;
    this.planned = planned;
    this.batch = batch;
    setParameters();
    try (NetworkPlan plan = Plans.of(planned, Precision.FLOAT32)) {
      INDArray features = batch.getFeatures().castTo(DataType.FLOAT);
      assertEquals(Optional.empty(), plan.obstacle(features.shape()));
      planned.getGradientsViewArray().assign(Float.NaN);
      double loss = plan.gradient(features, batch.getLabels().castTo(DataType.FLOAT));
      double expected = loss();
      assertEquals(expected, loss / features.size(0), 1e-5 * Math.max(1, Math.abs(expected)));
    }
    gradient = planned.getGradientsViewArray().dup().data().asFloat();
    double largest = 0;
    for (float value : gradient) {
      assertTrue(Float.isFinite(value), "a gradient is not finite");
      largest = Math.max(largest, Math.abs(value));
    }
    scale = largest / batch.getFeatures().size(0);
  }

  /** Compares some values of each array of parameters, and the slope in a random direction. */
  static void check(MultiLayerConfiguration configuration, DataSet batch) {
    new PlannedGradient(
            network(configuration, DataType.DOUBLE), network(configuration, DataType.FLOAT), batch)
        .check();
  }

  /** The same for a graph. */
  static void check(ComputationGraphConfiguration configuration, DataSet batch) {
    new PlannedGradient(
            network(configuration, DataType.DOUBLE), network(configuration, DataType.FLOAT), batch)
        .check();
  }

  static Model network(MultiLayerConfiguration configuration, DataType type) {
    MultiLayerConfiguration own = configuration.clone();
    own.setDataType(type);
    var network = new MultiLayerNetwork(own);
    network.init();
    network.initGradientsView();
    return network;
  }

  static Model network(ComputationGraphConfiguration configuration, DataType type) {
    ComputationGraphConfiguration own = configuration.clone();
    own.setDataType(type);
    var network = new ComputationGraph(own);
    network.init();
    network.initGradientsView();
    return network;
  }

  /** Nothing stays 0 or 1, running variances stay above 0. */
  private void setParameters() {
    planned.paramTable().forEach((name, array) -> disturb(name, array));
    exact.params().assign(planned.params().castTo(DataType.DOUBLE));
  }

  private void disturb(String name, INDArray array) {
    double spread = name.endsWith("_mean") || name.endsWith("_var") ? 0.3 : 0.1;
    for (long i = 0; i < array.length(); i++) {
      double value = array.getDouble(i) + spread * random.nextGaussian();
      array.putScalar(i, name.endsWith("_var") ? Math.abs(value) + 0.1 : value);
    }
  }

  private double loss() {
    return exact instanceof MultiLayerNetwork stack
        ? stack.score(batch, true)
        : ((ComputationGraph) exact).score(batch, true);
  }

  private void check() {
    INDArray direction = Nd4j.zeros(DataType.DOUBLE, exact.params().shape());
    double expected = 0;
    for (Map.Entry<String, INDArray> array : exact.paramTable().entrySet()) {
      int offset = (int) array.getValue().offset();
      int length = (int) array.getValue().length();
      if (isStatistic(array.getKey())) {
        checkStatistic(array.getKey(), offset, length);
        continue;
      }
      for (int i = 0; i < OF_EACH_ARRAY; i++) {
        int at = offset + random.nextInt(length);
        assertEquals(
            slope(unit(at)), slope(at), TOLERANCE * scale, array.getKey() + ", value " + at);
      }
      for (int i = offset; i < offset + length; i++) {
        double sign = random.nextBoolean() ? 1 : -1;
        direction.putScalar(i, sign);
        expected += sign * slope(i);
      }
    }
    double length = direction.norm2Number().doubleValue();
    assertEquals(
        slope(direction.divi(length)), expected / length, TOLERANCE * scale, "a direction");
  }

  private static boolean isStatistic(String name) {
    return name.endsWith("_mean") || name.endsWith("_var") || name.endsWith("_log10stdev");
  }

  private double slope(int at) {
    return (double) gradient[at] / batch.getFeatures().size(0);
  }

  private INDArray unit(int at) {
    return Nd4j.zeros(DataType.DOUBLE, exact.params().shape()).putScalar(at, 1);
  }

  private double slope(INDArray direction) {
    INDArray start = exact.params().dup();
    exact.params().assign(start.add(direction.mul(STEP)));
    double above = loss();
    exact.params().assign(start.sub(direction.mul(STEP)));
    double below = loss();
    exact.params().assign(start);
    return (above - below) / (2 * STEP);
  }

  /** What DL4J subtracts from running statistics is no slope. */
  private void checkStatistic(String name, int offset, int length) {
    INDArray expected =
        NetworkView.of(exact).gradient(batch.getFeatures(), batch.getLabels()).ravel();
    for (int i = offset; i < offset + length; i++) {
      double value = expected.getDouble(i);
      assertEquals(value, gradient[i], 1e-5 * Math.max(1, Math.abs(value)), name);
    }
  }
}
