package org.leap.core.update;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.learning.regularization.L1Regularization;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.Regularization.ApplyStep;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/**
 * What regularization adds for a parameter p: DL4J's L1 {@code l1 sign(p)} and L2 {@code l2 p} to
 * the gradient, its decoupled weight decay {@code c p} or {@code c eta p} to the update.
 */
final class Penalties {
  private final List<Regularization> terms;
  private final Term[] before;
  private final Term[] after;

  /** One of them, with the coefficient of the step. */
  private static final class Term {
    private final Regularization regularization;
    private float coefficient;

    Term(Regularization regularization) {
      this.regularization = regularization;
    }

    void prepare(double rate, int iteration, int epoch) {
      double value;
      if (regularization instanceof L1Regularization l1) {
        value = l1.getL1().valueAt(iteration, epoch);
      } else if (regularization instanceof L2Regularization l2) {
        value = l2.getL2().valueAt(iteration, epoch);
      } else {
        WeightDecay decay = (WeightDecay) regularization;
        value = decay.getCoeff().valueAt(iteration, epoch) * (decay.isApplyLR() ? rate : 1);
      }
      coefficient = (float) value;
    }

    void add(float[] parameters, float[] to, int n) {
      if (coefficient == 0) {
        return;
      }
      if (regularization instanceof L1Regularization) {
        Sweep.addSigns(parameters, coefficient, to, n);
      } else {
        Sweep.add(parameters, coefficient, to, n);
      }
    }
  }

  private Penalties(List<Regularization> terms) {
    this.terms = List.copyOf(terms);
    this.before = terms(ApplyStep.BEFORE_UPDATER);
    this.after = terms(ApplyStep.POST_UPDATER);
  }

  /**
   * Empty where one is not known.
   *
   * @param terms null for none
   */
  static Optional<Penalties> of(List<Regularization> terms) {
    List<Regularization> given = terms == null ? List.of() : terms;
    return given.stream().allMatch(Penalties::isKnown)
        ? Optional.of(new Penalties(given))
        : Optional.empty();
  }

  private static boolean isKnown(Regularization term) {
    Class<?> type = term.getClass();
    return type == L1Regularization.class
        || type == L2Regularization.class
        || type == WeightDecay.class;
  }

  private Term[] terms(ApplyStep step) {
    List<Term> found = new ArrayList<>();
    for (Regularization term : terms) {
      if (term.applyStep() == step) {
        found.add(new Term(term));
      }
    }
    return found.toArray(new Term[0]);
  }

  boolean areThoseOf(Penalties other) {
    return terms.equals(other.terms);
  }

  void prepare(double rate, int iteration, int epoch) {
    for (Term term : before) {
      term.prepare(rate, iteration, epoch);
    }
    for (Term term : after) {
      term.prepare(rate, iteration, epoch);
    }
  }

  void addToGradient(float[] parameters, float[] gradient, int n) {
    for (Term term : before) {
      term.add(parameters, gradient, n);
    }
  }

  void addToUpdate(float[] parameters, float[] update, int n) {
    for (Term term : after) {
      term.add(parameters, update, n);
    }
  }
}
