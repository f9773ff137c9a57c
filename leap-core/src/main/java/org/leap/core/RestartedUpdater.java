package org.leap.core;

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
  private final double beta1;
  private final double beta2;
  private int start;

  /** With beta2 0 for an optimizer that does not correct its second mean. */
  private RestartedUpdater(GradientUpdater<?> wrapped, double beta1, double beta2) {
    super(wrapped.getConfig(), wrapped);
    this.beta1 = beta1;
    this.beta2 = beta2;
  }

  /** The updater itself where it has nothing that counts. */
  static GradientUpdater<?> at(int start, GradientUpdater<?> updater) {
    GradientUpdater<?> counting =
        updater instanceof RestartedUpdater ? updater : restarted(updater, updater.getConfig());
    if (counting instanceof RestartedUpdater restarted) {
      restarted.start = start;
    }
    return counting;
  }

  private static GradientUpdater<?> restarted(GradientUpdater<?> updater, IUpdater config) {
    if (config instanceof Adam adam) {
      return new RestartedUpdater(updater, adam.getBeta1(), adam.getBeta2());
    }
    if (config instanceof AMSGrad amsGrad) {
      return new RestartedUpdater(updater, amsGrad.getBeta1(), amsGrad.getBeta2());
    }
    if (config instanceof NesterovAdam nesterovAdam) {
      return new RestartedUpdater(updater, nesterovAdam.beta1(), nesterovAdam.beta2());
    }
    if (config instanceof AdaMax adaMax) {
      return new RestartedUpdater(updater, adaMax.getBeta1(), 0);
    }
    return config instanceof Nadam nadam
        ? new RestartedUpdater(updater, nadam.getBeta1(), 0)
        : updater;
  }

  @Override
  public void applyUpdater(INDArray gradient, int iteration, int epoch) {
    wrapped().applyUpdater(gradient, iteration, epoch);
    if (start != 0) {
      // Updates are proportional to the correction, as they are to the learning rate.
      gradient.muli(ratio(iteration));
    }
  }

  /** What the updates of the wrapped optimizer are multiplied by. */
  double ratio(int iteration) {
    return start != 0 ? correction((double) iteration - start) / correction(iteration) : 1;
  }

  GradientUpdater<?> optimizer() {
    return wrapped();
  }

  /**
   * By what an optimizer that counts from 0 scales a step because its means start from zero: in
   * step t, from 1, {@code sqrt(1 - beta2^t) / (1 - beta1^t)} (Kingma and Ba 2015).
   */
  private double correction(double iteration) {
    double step = iteration + 1;
    return Math.sqrt(1 - StrictMath.pow(beta2, step)) / (1 - StrictMath.pow(beta1, step));
  }
}
