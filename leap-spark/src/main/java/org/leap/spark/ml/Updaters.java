package org.leap.spark.ml;

import java.util.List;
import org.leap.core.optimizer.HeavyBall;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/** Updaters by name; any other goes into a network of one's own. */
final class Updaters {
  static final List<String> NAMES = List.of("adam", "sgd", "momentum", "nesterovs", "rmsprop");

  private static final double MOMENTUM = 0.9;

  private Updaters() {}

  static IUpdater of(String name, double learningRate) {
    return switch (name) {
      case "adam" -> new Adam(learningRate);
      case "sgd" -> new Sgd(learningRate);
      case "momentum" -> new HeavyBall(learningRate, MOMENTUM);
      case "nesterovs" -> new Nesterovs(learningRate, MOMENTUM);
      case "rmsprop" -> new RmsProp(learningRate);
      default -> throw new IllegalArgumentException("Unknown updater: " + name);
    };
  }
}
