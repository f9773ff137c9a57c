package org.leap.core.flatness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/** Sharpness, loss under noise and slices. */
class NeighbourhoodTest {
  private static final double[] POINT = {0, 1, -3, 0.5};
  private static final double[] CURVATURES = {10, 2, 0.5, 1};

  /** The largest value of a quadratic is at the corners: h = epsilon (|theta| + 1). */
  @Test
  void sharpnessOfQuadraticIsReachedInACorner() {
    double epsilon = 0.1;
    double corner = 0;
    for (int i = 0; i < POINT.length; i++) {
      double h = epsilon * (Math.abs(POINT[i]) + 1);
      corner += CURVATURES[i] * h * h / 2;
    }
    Sharpness sharpness =
        Sharpness.of(
            Quadratic.at(POINT, CURVATURES), new Sharpness.Options(epsilon, 1, 60, 0.5, 1));
    assertEquals(0.5, sharpness.loss(), 1e-12);
    assertEquals(0.5 + corner, sharpness.largestLoss(), 1e-9);
    assertEquals(100 * corner / 1.5, sharpness.value(), 1e-7);
  }

  @Test
  void sharpnessNeverLeavesTheBox() {
    LossLandscape slope =
        new Quadratic(0, new double[] {1, 1}, new double[] {5, -5}, new double[2]);
    Sharpness sharpness = Sharpness.of(slope, new Sharpness.Options(0.01, 2, 5, 2, 1));
    assertEquals(25 + 2 * 5 * 0.06 + 0.06 * 0.06, sharpness.largestLoss(), 1e-9);
  }

  /**
   * Of a quadratic with its minimum at the point: {@code rho^2 / 2} times the largest {@code h(i)
   * theta(i)^2}, here 0.5 * 9.
   */
  @Test
  void adaptiveSharpnessOfAQuadraticIsAlongTheWeightOfMostCurvatureForItsSize() {
    AdaptiveSharpness sharpness =
        AdaptiveSharpness.of(
            Quadratic.at(POINT, CURVATURES), new AdaptiveSharpness.Options(0.2, 200, 1));
    assertEquals(0.5, sharpness.loss(), 1e-12);
    assertEquals(0.2 * 0.2 / 2 * 4.5, sharpness.value(), 1e-6);
    assertEquals(
        0,
        AdaptiveSharpness.of(Quadratic.at(POINT, 0, 0, 0, 0), AdaptiveSharpness.Options.DEFAULT)
            .value());
  }

  /** Halving a layer and doubling the next leaves a rectifying network what it was. */
  @Test
  void adaptiveSharpnessDoesNotChangeWhenLayersAreRescaled() {
    MultiLayerNetwork network = SmallNetworks.network(SmallNetworks.rectifying());
    var batches = SmallNetworks.batches(DataType.DOUBLE, 10);
    SmallNetworks.train(network, batches, 20);
    MultiLayerNetwork rescaled = network.clone();
    rescaled.getLayer(0).params().muli(0.25);
    rescaled.getLayer(1).getParam("W").muli(4);
    var options = AdaptiveSharpness.Options.DEFAULT;
    AdaptiveSharpness before = AdaptiveSharpness.of(NetworkLandscape.of(network, batches), options);
    AdaptiveSharpness after = AdaptiveSharpness.of(NetworkLandscape.of(rescaled, batches), options);
    assertTrue(before.value() > 0.01, before::toString);
    assertEquals(before.loss(), after.loss(), 1e-9);
    assertEquals(before.value(), after.value(), 1e-6 * before.value());
    assertTrue(
        Math.abs(
                Sharpness.of(NetworkLandscape.of(network, batches), Sharpness.Options.DEFAULT)
                            .value()
                        / Sharpness.of(
                                NetworkLandscape.of(rescaled, batches), Sharpness.Options.DEFAULT)
                            .value()
                    - 1)
            > 0.01,
        "Keskar's does");
  }

  @Test
  void constantLossHasNoSharpness() {
    Sharpness sharpness = Sharpness.of(Quadratic.at(POINT, 0, 0, 0, 0), Sharpness.Options.DEFAULT);
    assertEquals(0, sharpness.value());
  }

  /** The increase of a quadratic is s^2 trace / 2. */
  @Test
  void lossUnderNoiseIsThatOfTheTrace() {
    var options = new NoisyLoss.Options(0.2, NoisyLoss.Scale.ABSOLUTE, 400, 5);
    Estimate increase = NoisyLoss.of(Quadratic.at(POINT, CURVATURES), options).increase();
    double expected = 0.2 * 0.2 * 13.5 / 2;
    assertEquals(expected, increase.value(), 3 * increase.standardError());
    assertTrue(increase.standardError() < 0.1 * expected, increase::toString);
    double meanSquare = (0 + 1 + 9 + 0.25) / 4;
    var relative = new NoisyLoss.Options(0.2, NoisyLoss.Scale.BLOCK_RMS, 400, 5);
    Estimate scaled = NoisyLoss.of(Quadratic.at(POINT, CURVATURES), relative).increase();
    assertEquals(meanSquare * increase.value(), scaled.value(), 1e-9);
  }

  @Test
  void oppositeDisplacementsCancelTheSlope() {
    LossLandscape slope = new Quadratic(0, new double[] {1}, new double[] {100}, new double[1]);
    var options = new NoisyLoss.Options(0.01, NoisyLoss.Scale.ABSOLUTE, 20, 1);
    assertTrue(NoisyLoss.of(slope, options).increase().standardError() < 1e-4);
  }

  @Test
  void sliceDirectionsAreNormalizedFilterByFilter() {
    MultiLayerNetwork network = SmallNetworks.network(SmallNetworks.convolutions(DataType.FLOAT));
    LossLandscape landscape =
        NetworkLandscape.of(network, SmallNetworks.batches(DataType.FLOAT, 2, 8, 8));
    double[] direction = new SliceOptions(1, 3, 3).direction(landscape, 0);
    double[] weights = landscape.parameters();
    for (ParameterBlock block : landscape.layout().blocks()) {
      if (block.filterLength() == 0) {
        assertEquals(0, length(direction, block.offset(), block.end()), block.name());
      } else {
        for (int i = block.offset(); i < block.end(); i += block.filterLength()) {
          int end = i + block.filterLength();
          assertEquals(length(weights, i, end), length(direction, i, end), 1e-6, block.name());
        }
      }
    }
  }

  private static double length(double[] vector, int from, int to) {
    double squares = 0;
    for (int i = from; i < to; i++) {
      squares += vector[i] * vector[i];
    }
    return Math.sqrt(squares);
  }

  @Test
  void slicesMeetInTheNetwork() {
    Quadratic landscape = Quadratic.at(POINT, CURVATURES);
    SliceOptions options = new SliceOptions(2, 5, 9);
    LossLine line = LossLine.of(landscape, options);
    LossPlane plane = LossPlane.of(landscape, options);
    assertEquals(List.of(-2.0, -1.0, 0.0, 1.0, 2.0), plane.offsets());
    for (int i = 0; i < 5; i++) {
      assertEquals(plane.offsets().get(i), line.points().get(i).offset());
      assertEquals(line.points().get(i).loss(), plane.losses().get(2).get(i));
    }
    assertEquals(0.5, line.points().get(2).loss());
    double atOne = line.points().get(3).loss() - 0.5;
    assertEquals(4 * atOne, line.points().get(4).loss() - 0.5, 1e-9);
    assertTrue(plane.losses().get(3).get(2) > 0.5);
  }

  @Test
  void optionsAreChecked() {
    assertEquals(
        "points is 4, expected an odd number of at least 3",
        assertThrows(IllegalArgumentException.class, () -> new SliceOptions(1, 4, 0)).getMessage());
    assertEquals(
        "epsilon is 0.0, expected a positive number",
        assertThrows(IllegalArgumentException.class, () -> new Sharpness.Options(0, 1, 1, 1, 0))
            .getMessage());
    assertEquals(
        "pairs is 1, expected at least 2",
        assertThrows(
                IllegalArgumentException.class,
                () -> new NoisyLoss.Options(1, NoisyLoss.Scale.ABSOLUTE, 1, 0))
            .getMessage());
  }
}
