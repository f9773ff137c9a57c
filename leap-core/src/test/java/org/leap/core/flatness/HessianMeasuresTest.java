package org.leap.core.flatness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.leap.core.Perturbation.Scope;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;

class HessianMeasuresTest {
  private static LossLandscape landscape;
  private static LossLandscape inFloat;
  private static double[] eigenvalues;
  private static double trace;

  @BeforeAll
  static void exactHessianOfSmallNetwork() {
    MultiLayerNetwork network = SmallNetworks.network(SmallNetworks.dense(DataType.DOUBLE));
    List<DataSet> batches = SmallNetworks.batches(DataType.DOUBLE, 10);
    SmallNetworks.train(network, batches, 20);
    landscape = NetworkLandscape.of(network, batches);
    MultiLayerNetwork single = SmallNetworks.network(SmallNetworks.dense(DataType.FLOAT));
    single.setParams(network.params().castTo(DataType.FLOAT));
    inFloat = NetworkLandscape.of(single, SmallNetworks.batches(DataType.FLOAT, 10));
    ExactHessian exact = new ExactHessian(landscape);
    eigenvalues = exact.eigenvalues();
    trace = exact.trace();
  }

  @Test
  void networkHas500Parameters() {
    assertEquals(500, landscape.layout().trained());
  }

  @Test
  void lanczosFindsLargestEigenvaluesOfExactHessian() {
    Spectrum spectrum = Spectrum.of(landscape, new Spectrum.Options(5, 40, Differences.CENTRAL, 1));
    assertEquals(40, spectrum.steps());
    for (int i = 0; i < 5; i++) {
      Eigenvalue found = spectrum.largest().get(i);
      assertEquals(eigenvalues[i], found.value(), 0.01 * eigenvalues[i], "eigenvalue " + i);
      assertTrue(found.residual() < 0.01 * eigenvalues[0], found::toString);
    }
    double smallest = eigenvalues[eigenvalues.length - 1];
    assertEquals(smallest, spectrum.smallest().value(), 0.01 * Math.abs(smallest));
  }

  @Test
  void theSharpestDirectionIsThatOfTheExactHessian() {
    SharpestDirection found = SharpestDirection.of(landscape, 40, 1);
    assertEquals(eigenvalues[0], found.eigenvalue().value(), 1e-4 * eigenvalues[0]);
    assertTrue(found.eigenvalue().residual() <= 0.01 * eigenvalues[0]);
    assertTrue(found.steps() > 3 && found.steps() < 20, found.steps() + " steps");
    SharpestDirection few = SharpestDirection.of(landscape, 3, 1);
    assertEquals(3, few.steps());
    assertTrue(few.eigenvalue().residual() > 0.01 * eigenvalues[0]);
    assertEquals(landscape.loss(landscape.parameters()), found.loss(), 1e-12);
    assertEquals(1, found.share(Scope.SCALAR));
    double parameters = found.share(Scope.PARAMETER);
    double layers = found.share(Scope.LAYER);
    assertTrue(1.0 / 500 < parameters && parameters < layers && layers < 1, layers + "");
  }

  /** Of a direction that is the second parameter, and of one that is spread over all four. */
  @Test
  void theShareIsTheSumOfFourthPowers() {
    double[] point = {1, -2, 0.5, 3};
    SharpestDirection one = SharpestDirection.of(Quadratic.at(point, 1, 7, 2, 0.5), 4, 0);
    assertEquals(7, one.eigenvalue().value(), 7e-4);
    assertEquals(0.5, one.loss());
    assertEquals(1, one.share(Scope.PARAMETER), 1e-4);
    SharpestDirection spread = SharpestDirection.of(new Sum(), 4, 0);
    assertEquals(12, spread.eigenvalue().value(), 1e-4);
    assertEquals(0.25, spread.share(Scope.PARAMETER), 1e-6);
    assertEquals(1, spread.share(Scope.LAYER), 1e-6);
  }

  /** Three times the square of the sum of four parameters, by two. */
  private record Sum() implements LossLandscape {
    @Override
    public ParameterLayout layout() {
      return ParameterLayout.ofVector(4);
    }

    @Override
    public double[] parameters() {
      return new double[] {1, 2, 3, 4};
    }

    @Override
    public double roundoff() {
      return 0x1p-53;
    }

    @Override
    public double loss(double[] at) {
      return gradient(at, new double[4]);
    }

    @Override
    public double gradient(double[] at, double[] gradient) {
      double sum = at[0] + at[1] + at[2] + at[3];
      Arrays.fill(gradient, 3 * sum);
      return 1.5 * sum * sum;
    }
  }

  /** 15 steps, the default, in single precision. */
  @Test
  void lanczosFindsLargestEigenvalueInSinglePrecision() {
    Spectrum spectrum = Spectrum.of(inFloat, Spectrum.Options.DEFAULT);
    assertEquals(eigenvalues[0], spectrum.largest().get(0).value(), 0.01 * eigenvalues[0]);
  }

  /** The probes are those of a fixed number, as many as the precision needs. */
  @Test
  void probesAreAddedUntilTheTraceIsPrecise() {
    var few = new HessianTrace.Options(4, Differences.CENTRAL, 3);
    Estimate found = HessianTrace.within(landscape, few, 0.05, 400);
    assertTrue(found.samples() > 4 && found.samples() < 400, found::toString);
    assertTrue(found.relativeError() <= 0.05, found::toString);
    assertEquals(trace, found.value(), 4 * found.standardError());
    assertEquals(
        HessianTrace.of(
            landscape, new HessianTrace.Options(found.samples(), Differences.CENTRAL, 3)),
        found);
    Estimate bounded = HessianTrace.within(landscape, few, 1e-9, 6);
    assertEquals(6, bounded.samples());
    assertTrue(bounded.relativeError() > 1e-9);
  }

  /** Against the exact eigenvalues: their moments, and the share of them in the upper half. */
  @Test
  void theSpectralDensityIsThatOfTheExactHessian() {
    SpectralDensity density =
        SpectralDensity.of(landscape, new SpectralDensity.Options(12, 40, Differences.CENTRAL, 1));
    double weights = 0;
    double mean = 0;
    double square = 0;
    for (SpectralDensity.Node node : density.nodes()) {
      weights += node.weight();
      mean += node.weight() * node.value();
      square += node.weight() * node.value() * node.value();
    }
    double squares = 0;
    for (double eigenvalue : eigenvalues) {
      squares += eigenvalue * eigenvalue / 500;
    }
    assertEquals(1, weights, 1e-9);
    assertEquals(trace / 500, mean, 0.15 * trace / 500);
    assertEquals(squares, square, 0.3 * squares);
    double top = eigenvalues[0];
    double above = 0;
    double everywhere = 0;
    int steps = 2000;
    for (int i = 0; i < steps; i++) {
      above += density.at(top / 2 + top * i / steps, top / 50) * top / steps;
      everywhere += density.at(-top / 2 + 2 * top * i / steps, top / 50) * 2 * top / steps;
    }
    long there = Arrays.stream(eigenvalues).filter(e -> e > top / 2).count();
    assertEquals(there / 500.0, above, 0.6 * there / 500.0);
    assertEquals(1, everywhere, 1e-3);
  }

  /**
   * Half as many gradients, in either precision. An error of the products moves every eigenvalue by
   * its norm at most (Weyl), which rounding keeps in proportion to the largest of them: by some
   * kernels of OpenBLAS the third one, half as large, is off by 0.22 % of itself in single
   * precision.
   */
  @Test
  void oneSidedDifferencesAgreeWithCentralOnes() {
    for (LossLandscape each : List.of(landscape, inFloat)) {
      var central = Spectrum.of(each, new Spectrum.Options(3, 20, Differences.CENTRAL, 1));
      var oneSided = Spectrum.of(each, new Spectrum.Options(3, 20, Differences.ONE_SIDED, 1));
      for (int i = 0; i < 3; i++) {
        double expected = central.largest().get(i).value();
        double largest = central.largest().get(0).value();
        assertEquals(expected, oneSided.largest().get(i).value(), 0.002 * largest);
      }
    }
  }

  @Test
  void residualBoundsTheErrorOfFewSteps() {
    Eigenvalue rough =
        Spectrum.of(landscape, new Spectrum.Options(1, 4, Differences.CENTRAL, 1)).largest().get(0);
    double error = Double.POSITIVE_INFINITY;
    for (double eigenvalue : eigenvalues) {
      error = Math.min(error, Math.abs(eigenvalue - rough.value()));
    }
    assertTrue(error <= rough.residual() * 1.001, error + " beyond " + rough);
  }

  @Test
  void hutchinsonsTraceIsWithinThreeStandardErrors() {
    for (LossLandscape each : List.of(landscape, inFloat)) {
      Estimate estimate =
          HessianTrace.of(each, new HessianTrace.Options(50, Differences.CENTRAL, 3));
      assertEquals(50, estimate.samples());
      assertEquals(trace, estimate.value(), 3 * estimate.standardError());
      assertTrue(estimate.standardError() < 0.2 * trace, estimate::toString);
    }
  }

  @Test
  void sameSeedGivesSameBitsAndAnotherSeedOthers() {
    var options = new HessianTrace.Options(2, Differences.CENTRAL, 3);
    assertEquals(HessianTrace.of(landscape, options), HessianTrace.of(landscape, options));
    assertTrue(
        HessianTrace.of(landscape, options).value()
            != HessianTrace.of(landscape, new HessianTrace.Options(2, Differences.CENTRAL, 4))
                .value());
    var spectrum = new Spectrum.Options(2, 5, Differences.CENTRAL, 3);
    assertEquals(Spectrum.of(landscape, spectrum), Spectrum.of(landscape, spectrum));
  }

  /** Lanczos on three eigenvalues is done after three steps. */
  @Test
  void exhaustedKrylovSpaceEndsTheIteration() {
    Spectrum spectrum =
        Spectrum.of(
            Quadratic.at(new double[6], 4, 4, 1, 1, -2, -2),
            new Spectrum.Options(3, 6, Differences.CENTRAL, 1));
    assertEquals(3, spectrum.steps());
    assertEquals(4, spectrum.largest().get(0).value(), 1e-6);
    assertEquals(1, spectrum.largest().get(1).value(), 1e-6);
    assertEquals(-2, spectrum.smallest().value(), 1e-6);
  }

  @Test
  void notFiniteGradientIsReported() {
    LossLandscape broken = Quadratic.at(new double[2], 1, Double.NaN);
    assertEquals(
        "the gradient is not finite near the network's parameters: its Hessian cannot be measured",
        assertThrows(ArithmeticException.class, () -> Spectrum.of(broken, Spectrum.Options.DEFAULT))
            .getMessage());
  }

  @Test
  void optionsAreChecked() {
    assertEquals(
        "3 Lanczos steps for 4 eigenvalues, expected at least one eigenvalue and as many steps",
        message(() -> new Spectrum.Options(4, 3, Differences.CENTRAL, 0)));
    assertEquals(
        "relative step is -1.0, expected 0 (the default) to 0.1",
        message(() -> new Differences(true, -1)));
    assertEquals(
        "probes is 1, expected at least 2",
        message(() -> new HessianTrace.Options(1, Differences.CENTRAL, 0)));
  }

  private static String message(Executable executable) {
    return assertThrows(IllegalArgumentException.class, executable).getMessage();
  }
}
