package org.leap.jobs.evaluate;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.leap.spark.engine.Predictor.Prediction;

/**
 * Area under the ROC curve of a class against all others: the probability that the network gives a
 * random example of the class a higher probability of it than a random other one, ties counting
 * half, by mean ranks (Hanley and McNeil 1982). ND4J's ROC depends on the order of tied examples.
 */
final class RocArea {
  /** Probabilities that are held at once. */
  static final long MOST_VALUES = 20_000_000;

  private RocArea() {}

  /**
   * The area of every class; NaN for one that has no example, or all.
   *
   * @param predictions of all examples, whose classes are known
   */
  static double[] ofClasses(List<Prediction> predictions, int classes) {
    double[] areas = new double[classes];
    double[] scores = new double[predictions.size()];
    boolean[] own = new boolean[scores.length];
    for (int c = 0; c < classes; c++) {
      for (int i = 0; i < scores.length; i++) {
        scores[i] = predictions.get(i).probability(c);
        own[i] = predictions.get(i).label() == c;
      }
      areas[c] = area(scores, own);
    }
    return areas;
  }

  /** NaN if there is nothing to compare, or a score is none. */
  static double area(double[] scores, boolean[] own) {
    if (Arrays.stream(scores).anyMatch(Double::isNaN)) {
      return Double.NaN;
    }
    double[] ranks = new NaturalRanking().rank(scores);
    double sum = 0;
    long count = 0;
    for (int i = 0; i < ranks.length; i++) {
      if (own[i]) {
        sum += ranks[i];
        count++;
      }
    }
    return (sum - count * (count + 1) / 2.0) / count / (ranks.length - count);
  }
}
