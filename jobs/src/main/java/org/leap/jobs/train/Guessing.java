package org.leap.jobs.train;

import java.util.Locale;
import java.util.Optional;
import org.leap.jobs.folder.History;
import org.leap.jobs.folder.Status;
import org.leap.jobs.report.EpochReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after every epoch whether the network does no better than guessing: it gives no more
 * examples their class than whoever calls all by the most frequent one, or its training loss is
 * that of equal probabilities and its accuracy little better. Such a network is dead or has not
 * begun to learn, and goes on so without an error.
 */
final class Guessing {
  /** Before so many steps a network need not have learned anything. */
  private static final int STEPS = 100;

  private static final double OF_THE_LOSS = 0.98;
  private static final double OF_THE_ACCURACY = 1.5;
  private static final Logger LOG = LoggerFactory.getLogger(Guessing.class);

  private final int classes;
  private boolean warned;
  private String finding;

  /**
   * @param classes 0 where labels are numbers, at which nobody guesses
   */
  Guessing(int classes) {
    this.classes = classes;
  }

  /** What is to be said of the network after the last epoch, if it guesses. */
  Optional<String> finding() {
    return Optional.ofNullable(finding);
  }

  /**
   * Takes note of an evaluation, and warns of the first that is a guess.
   *
   * @param history with the rounds of its epoch
   * @param largestClass share of the largest class of the test set
   */
  void evaluated(History history, EpochReport epoch, double largestClass) {
    double loss = history.trainingLoss(epoch.epoch());
    finding =
        epoch.step() >= STEPS && guesses(loss, epoch.testScore(), largestClass)
            ? String.format(
                Locale.ROOT,
                "%s: training loss %.3f (guessing among %d: %.3f), test accuracy %.4f (largest class: %.4f)",
                Status.GUESSING,
                loss,
                classes,
                Math.log(classes),
                epoch.testScore(),
                largestClass)
            : null;
    if (finding != null && !warned) {
      LOG.warn("after epoch {} {}", epoch.epoch(), finding);
      warned = true;
    }
  }

  /** The loss includes the penalty of weight decay, so it alone does not tell. */
  private boolean guesses(double loss, double accuracy, double largestClass) {
    double chance = Math.max(largestClass, 1.0 / classes);
    return classes > 1
        && largestClass < 1
        && (accuracy <= largestClass
            || (loss >= OF_THE_LOSS * Math.log(classes) && accuracy <= OF_THE_ACCURACY * chance));
  }
}
