package org.leap.jobs.evaluate;

import java.util.List;
import org.leap.core.flatness.Eigenvalue;
import org.leap.core.flatness.Estimate;
import org.leap.core.flatness.HessianTrace;
import org.leap.core.flatness.LossLandscape;
import org.leap.core.flatness.NoisyLoss;
import org.leap.core.flatness.Sharpness;
import org.leap.core.flatness.Spectrum;

/**
 * The flatness measures of a trained network, on its training loss without regularization.
 *
 * @param largestEigenvalues of the Hessian, in falling order
 * @param sharpness of Keskar et al., in percent
 * @param noisyLossIncrease expected loss under weight noise, less the loss
 */
public record Flatness(
    List<Eigenvalue> largestEigenvalues,
    Eigenvalue smallestEigenvalue,
    Estimate trace,
    double sharpness,
    Estimate noisyLossIncrease,
    double loss) {

  /** Settings of the measures. */
  public record Options(
      Spectrum.Options spectrum,
      HessianTrace.Options trace,
      Sharpness.Options sharpness,
      NoisyLoss.Options noise) {}

  static Flatness of(LossLandscape landscape, Options options) {
    Spectrum spectrum = Spectrum.of(landscape, options.spectrum);
    Estimate trace = HessianTrace.of(landscape, options.trace);
    Sharpness sharpness = Sharpness.of(landscape, options.sharpness);
    NoisyLoss noisy = NoisyLoss.of(landscape, options.noise);
    return new Flatness(
        spectrum.largest(),
        spectrum.smallest(),
        trace,
        sharpness.value(),
        noisy.increase(),
        noisy.loss());
  }
}
