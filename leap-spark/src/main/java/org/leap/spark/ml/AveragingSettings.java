package org.leap.spark.ml;

import java.util.List;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import org.leap.spark.engine.AveragingFrequency;
import org.leap.spark.engine.OuterOptimizer;
import org.leap.spark.engine.ReductionChoice;
import org.leap.spark.engine.TrainingPlan.Averaging;

/** When and how an estimator's workers are averaged. */
final class AveragingSettings {
  private static final String CONSTANT = "constant";
  private static final String QUADRATIC = "quadratic";
  private static final String POST_LOCAL = "post-local";
  private static final String NONE = "none";
  private static final String MOMENTUM = "momentum";
  private static final String NESTEROV = "nesterov";
  private static final String ADAM = "adam";

  final IntParam frequency;
  final Param<String> rule;
  final DoubleParam alpha;
  final IntParam from;
  final Param<String> outer;
  final DoubleParam outerRate;
  final DoubleParam outerMomentum;
  private final Params parent;

  AveragingSettings(Params parent) {
    this.parent = parent;
    frequency =
        new IntParam(
            parent,
            "averagingFrequency",
            "minibatches of a worker between two averages, at least 1",
            ParamValidators.gtEq(1));
    rule = choice("averagingRule", "how that changes", CONSTANT, QUADRATIC, POST_LOCAL);
    alpha =
        new DoubleParam(
            parent,
            "averagingAlpha",
            "of the quadratic rule: (alpha / learning rate)^2 minibatches, if those are more",
            ParamValidators.gt(0));
    from =
        new IntParam(
            parent,
            "averagingFrom",
            "of the post-local rule: epochs in which every minibatch is averaged, at least 1",
            ParamValidators.gtEq(1));
    outer = choice("outerOptimizer", "what is made of an average", NONE, MOMENTUM, NESTEROV, ADAM);
    outerRate =
        new DoubleParam(
            parent,
            "outerLearningRate",
            "of the outer optimizer, above 0; where it is not set 0.7, and 0.01 for adam",
            ParamValidators.gt(0));
    outerMomentum =
        new DoubleParam(
            parent,
            "outerMomentum",
            "of the outer optimizer, in [0, 1); beta1 of adam",
            ParamValidators.inRange(0, 1, true, false));
    parent.setDefault(frequency, 5);
    parent.setDefault(rule, CONSTANT);
    parent.setDefault(outer, NONE);
    parent.setDefault(outerMomentum, 0.9);
  }

  private Param<String> choice(String name, String doc, String... values) {
    List<String> words = List.of(values);
    return new Param<>(parent, name, doc + ": one of " + words, ParamValidators.inArray(words));
  }

  /**
   * What they come to in a fit.
   *
   * @throws IllegalArgumentException if a rule lacks what it needs
   */
  Averaging averaging(int stepsPerEpoch) {
    return new Averaging(frequency(stepsPerEpoch), optimizer(), true, ReductionChoice.AUTO);
  }

  private AveragingFrequency frequency(int stepsPerEpoch) {
    int steps = (int) parent.getOrDefault(frequency);
    return switch (parent.getOrDefault(rule)) {
      case QUADRATIC ->
          new AveragingFrequency.Quadratic(steps, (double) needed(alpha, QUADRATIC), 0);
      case POST_LOCAL ->
          new AveragingFrequency.PostLocal(
              Math.multiplyExact(stepsPerEpoch, (int) needed(from, POST_LOCAL)), steps);
      default -> new AveragingFrequency.Constant(steps);
    };
  }

  private Object needed(Param<?> param, String word) {
    if (!parent.isSet(param)) {
      throw new IllegalArgumentException(
          "averagingRule is %s, which needs %s: set it".formatted(word, param.name()));
    }
    return parent.getOrDefault(param);
  }

  private OuterOptimizer optimizer() {
    double momentum = (double) parent.getOrDefault(outerMomentum);
    String word = parent.getOrDefault(outer);
    return switch (word) {
      case NONE -> OuterOptimizer.none();
      case ADAM -> new OuterOptimizer.Adam(rate(0.01), momentum, 0.99, 1e-3);
      default -> new OuterOptimizer.Momentum(rate(0.7), momentum, word.equals(NESTEROV));
    };
  }

  private double rate(double usual) {
    return parent.isSet(outerRate) ? (double) parent.getOrDefault(outerRate) : usual;
  }
}
