package org.leap.core.gradient;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.leap.core.LeapUpdater;
import org.leap.core.NetworkView;
import org.leap.core.Perturbation;
import org.leap.core.noise.Distribution;

/**
 * What becomes of the gradient g of a minibatch (the mean over its examples, without L1, L2 and
 * weight decay) before the optimizer sees it, in this order:
 *
 * <ol>
 *   <li>Sharpness-aware minimization (Foret et al. 2021): g is computed anew at {@code theta + rho
 *       g / |g|}. The reported loss is that at theta, and so are the statistics of batch
 *       normalization.
 *   <li>Clipping of the norm, {@code g min(1, c / |g|)}, or of each value to [-c, c].
 *   <li>Gradient noise (Neelakantan et al. 2015): Gaussian noise of variance {@code eta / (1 +
 *       t)^gamma} is added at step t, independent for every parameter, step and worker.
 * </ol>
 *
 * Norms are over all trained parameters of the network together.
 *
 * @param rho of sharpness-aware minimization, finite; 0 for none
 * @param clip whether and how the gradient is clipped
 * @param clipAt bound c of the norm or the values, finite and above 0 where there is one
 * @param noiseEta eta of the noise, finite; 0 for none
 * @param noiseGamma gamma of the noise, finite and at least 0
 * @param noiseSeed of the noise stream; not the seed of a {@link Perturbation} of the same network,
 *     whose noise it would be
 */
public record GradientTreatment(
    double rho, Clip clip, double clipAt, double noiseEta, double noiseGamma, long noiseSeed)
    implements Serializable {

  /** Leaves gradients as they are. */
  public static final GradientTreatment NONE = new GradientTreatment(0, Clip.NONE, 0, 0, 0, 0);

  /** What is clipped. */
  public enum Clip {
    NONE,
    /** The norm of the gradient of all parameters. */
    NORM,
    /** Every value. */
    VALUE
  }

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public GradientTreatment {
    requireNonNull(clip, "clip is null");
    check("rho", rho, rho >= 0);
    check("clipAt", clipAt, clip == Clip.NONE || clipAt > 0);
    check("noiseEta", noiseEta, noiseEta >= 0);
    check("noiseGamma", noiseGamma, noiseGamma >= 0);
  }

  private static void check(String name, double value, boolean inRange) {
    if (!inRange || !Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " is out of its range: " + value);
    }
  }

  /** Whether it changes nothing. */
  public boolean isNone() {
    return rho == 0 && clip == Clip.NONE && noiseEta == 0;
  }

  /**
   * Treats the gradients of a network from now on, as a listener of it.
   *
   * @param network an initialized MultiLayerNetwork or ComputationGraph
   * @throws IllegalArgumentException if gradients and learning rates would get the same noise
   */
  public TreatedGradients attach(Model network) {
    checkSeed(network);
    TreatedGradients treated = new TreatedGradients(this, network);
    network.addListeners(treated);
    return treated;
  }

  /** Noises of different distributions share no random words. */
  private void checkSeed(Model network) {
    if (noiseEta == 0) {
      return;
    }
    for (UpdaterBlock block : NetworkView.of(network).updater().getUpdaterBlocks()) {
      if (block.getGradientUpdater().getConfig() instanceof LeapUpdater leap
          && leap.perturbation().sigma() > 0
          && leap.perturbation().distribution() == Distribution.GAUSSIAN
          && leap.perturbation().seed() == noiseSeed) {
        throw new IllegalArgumentException(
            "noiseSeed is %s, the seed of the perturbed learning rate, whose noise the gradient would get: choose another"
                .formatted(noiseSeed));
      }
    }
  }
}
