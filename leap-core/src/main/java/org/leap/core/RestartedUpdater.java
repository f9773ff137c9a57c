package org.leap.core;

import java.util.Optional;
import org.leap.core.optimizer.NesterovAdam;
import org.leap.core.optimizer.WrappingUpdater;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;

/**
 * An updater whose bias correction counts from the step at which its state was zero, while its
 * learning rate follows the network's step.
 */
final class RestartedUpdater extends WrappingUpdater<IUpdater> {
  private final BiasCorrection correction;
  private int start;

  private RestartedUpdater(GradientUpdater<?> wrapped, BiasCorrection correction) {
    super(wrapped.getConfig(), wrapped);
    this.correction = correction;
  }

  /** The updater itself where it has nothing that counts. */
  static GradientUpdater<?> at(int start, GradientUpdater<?> updater) {
    if (updater instanceof RestartedUpdater restarted) {
      restarted.start = start;
      return restarted;
    }
    return BiasCorrection.of(updater.getConfig())
        .<GradientUpdater<?>>map(correction -> at(start, new RestartedUpdater(updater, correction)))
        .orElse(updater);
  }

  @Override
  public void applyUpdater(INDArray gradient, int iteration, int epoch) {
    wrapped().applyUpdater(gradient, iteration, epoch);
    if (start > 0) {
      // Updates are proportional to the correction, as they are to the learning rate.
      gradient.muli(ratio(iteration));
    }
  }

  /** What the updates of the wrapped optimizer are multiplied by. */
  double ratio(int iteration) {
    return start > 0 ? correction.ratio(iteration, start) : 1;
  }

  GradientUpdater<?> optimizer() {
    return wrapped();
  }

  /**
   * By what an optimizer scales its steps because its means start from zero: in step t, from 1,
   * {@code sqrt(1 - beta2^t) / (1 - beta1^t)} (Kingma and Ba 2015).
   *
   * @param beta2 0 for an optimizer that does not correct its second mean
   */
  private record BiasCorrection(double beta1, double beta2) {

    /** Empty for an optimizer without, and for one that is not known. */
    static Optional<BiasCorrection> of(IUpdater updater) {
      if (updater instanceof Adam adam) {
        return Optional.of(new BiasCorrection(adam.getBeta1(), adam.getBeta2()));
      }
      if (updater instanceof AMSGrad amsGrad) {
        return Optional.of(new BiasCorrection(amsGrad.getBeta1(), amsGrad.getBeta2()));
      }
      if (updater instanceof NesterovAdam nesterovAdam) {
        return Optional.of(new BiasCorrection(nesterovAdam.beta1(), nesterovAdam.beta2()));
      }
      if (updater instanceof AdaMax adaMax) {
        return Optional.of(new BiasCorrection(adaMax.getBeta1(), 0));
      }
      if (updater instanceof Nadam nadam) {
        return Optional.of(new BiasCorrection(nadam.getBeta1(), 0));
      }
      return Optional.empty();
    }

    /**
     * What turns the step of an optimizer that counts from 0 into that of one that counts from
     * {@code start}.
     */
    double ratio(int iteration, int start) {
      return factor(iteration - start) / factor(iteration);
    }

    private double factor(int iteration) {
      double step = iteration + 1.0;
      return Math.sqrt(1 - StrictMath.pow(beta2, step)) / (1 - StrictMath.pow(beta1, step));
    }
  }
}
