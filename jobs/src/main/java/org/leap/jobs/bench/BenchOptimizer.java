package org.leap.jobs.bench;

import java.util.Locale;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/** Optimizers to measure with, at learning rates that keep synthetic data from diverging. */
public enum BenchOptimizer {
  SGD,
  NESTEROV,
  ADAM;

  IUpdater updater() {
    return switch (this) {
      case SGD -> new Sgd(1e-3);
      case NESTEROV -> new Nesterovs(1e-4, 0.9);
      case ADAM -> new Adam(1e-5);
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
