package org.leap.jobs.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.leap.core.noise.Distribution;

class EdgeTest {

  /** By SciPy 1.17.1: {@code integrate.quad} on both sides of the pole, {@code optimize.brentq}. */
  @ParameterizedTest
  @CsvSource({
    "0.1, 2.02115587822, 2.02054064597",
    "0.3, 2.21738730913, 2.24914060133",
    "0.5, 2.26180137482, 2.43501706336",
    "1.0, 1.73086252625, 1.53753749346",
    "1.5, 1.24732896679, 1.04611655424",
    "2.0, 0.94325552334, 0.78216574695",
    "3.0, 0.61575278417, 0.51453297690"
  })
  void almostSureEdgesAreThoseOfNumericalIntegration(
      double sigma, double gaussian, double uniform) {
    assertEquals(gaussian, Edge.almostSure(sigma, Distribution.GAUSSIAN), 1e-9);
    assertEquals(uniform, Edge.almostSure(sigma, Distribution.UNIFORM), 1e-9);
  }

  /** Where |(1 - a)² - (a sigma)²| is 1. */
  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.5, 0.8, 2, 3})
  void edgesOfTwoValuesSolveAQuadraticEquation(double sigma) {
    double s = sigma * sigma;
    double edge = s < 0.5 ? 2 / (1 - s) : (1 - Math.sqrt(2 * s - 1)) / (1 - s);
    assertEquals(edge, Edge.almostSure(sigma, Distribution.RADEMACHER), 1e-9);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GAUSSIAN", "UNIFORM", "RADEMACHER"})
  void withoutNoiseTheEdgeIsTwo(Distribution distribution) {
    assertEquals(2, Edge.almostSure(0, distribution), 1e-12);
    assertEquals(2, Edge.almostSure(1e-5, distribution), 1e-9);
    assertEquals(2, Edge.meanSquare(0));
  }

  /** Either way to compute the exponent at the place where one takes over from the other. */
  @Test
  void theSeriesGoesOnWhereTheMixtureEnds() {
    for (double sigma : new double[] {0.00499999, 0.00500001}) {
      double v = 4 * sigma * sigma;
      double series = -v / 2 - 3 * v * v / 4 - 5 * v * v * v / 2;
      assertEquals(series, Edge.exponent(2, sigma, Distribution.GAUSSIAN), 1e-13);
    }
  }

  /** The spectral radius of the recursion of E x², E x w and E w² is 1 at the edge. */
  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "0, 0.9", "0.5, 0.5", "0.2, 0.9", "1, 0.9", "2, 0.5"})
  void withMomentumTheSecondMomentsNeitherGrowNorFallAtTheEdge(double sigma, double momentum) {
    double edge = Edge.meanSquare(sigma, momentum);
    assertTrue(growth(0.99 * edge, sigma, momentum) < 1 - 1e-6);
    assertTrue(growth(1.01 * edge, sigma, momentum) > 1 + 1e-6);
    assertEquals(Edge.meanSquare(sigma), Edge.meanSquare(sigma, 0), 1e-15);
  }

  /** By NumPy: 1,500 walks of 4,000 steps with draws of their own; standard errors of 0.2 %. */
  @ParameterizedTest
  @CsvSource({"0.5, 0.9, 1.150", "1, 0.9, 0.378", "2, 0.9, 0.1143", "1, 0.5, 1.381"})
  void withMomentumTheEdgeAlmostSurelyIsThatOfAWalk(double sigma, double momentum, double edge) {
    assertEquals(edge, Edge.almostSure(sigma, Distribution.GAUSSIAN, momentum), 0.02 * edge);
  }

  @Test
  void theWalkAgreesWithWhatIsKnownInClosedForm() {
    double walk = new MomentumEdge(1, 0, Distribution.GAUSSIAN).value();
    assertEquals(Edge.almostSure(1, Distribution.GAUSSIAN), walk, 0.01);
    assertEquals(3.8, new MomentumEdge(1e-6, 0.9, Distribution.GAUSSIAN).value(), 0.01);
    assertEquals(3.8, Edge.almostSure(0, Distribution.GAUSSIAN, 0.9), 1e-12);
  }

  /** With w' = m w + a x and x' = x - c w', where E c = 1 and E c² = 1 + sigma². */
  private static double growth(double a, double sigma, double m) {
    double q = 1 + sigma * sigma;
    double[] w = {a * a, 2 * a * m, m * m};
    double[] xw = {a - w[0], m - w[1], -w[2]};
    double[] x = {1 - 2 * a + q * w[0], -2 * m + q * w[1], q * w[2]};
    var eigen = new EigenDecomposition(new Array2DRowRealMatrix(new double[][] {x, xw, w}));
    double largest = 0;
    for (int i = 0; i < 3; i++) {
      double radius = Math.hypot(eigen.getRealEigenvalue(i), eigen.getImagEigenvalue(i));
      largest = Math.max(largest, radius);
    }
    return largest;
  }
}
