package org.leap.jobs.config;

import java.util.List;
import java.util.Optional;

/**
 * How much the examples of every class count in the training loss.
 *
 * @param values in the order of the classes; empty for weights that make every class count alike
 */
public record ClassWeights(List<Double> values) {
  private static final String BALANCED = "balanced";

  public ClassWeights {
    values = List.copyOf(values);
  }

  /**
   * The weights, such that their mean over the training examples is 1: a learning rate means the
   * same with them and without.
   *
   * @param examples of every class that train
   * @throws IllegalArgumentException if there are not as many weights as classes, or all examples
   *     would weigh nothing
   */
  public double[] of(long[] examples) {
    if (!values.isEmpty() && values.size() != examples.length) {
      throw new IllegalArgumentException(
          "training.classWeights has %s values, but the data have %s classes: write one for each"
              .formatted(values.size(), examples.length));
    }
    double[] weights = new double[examples.length];
    double sum = 0;
    long count = 0;
    for (int c = 0; c < weights.length; c++) {
      double balanced = examples[c] == 0 ? 0 : 1.0 / examples[c];
      weights[c] = values.isEmpty() ? balanced : values.get(c);
      sum += weights[c] * examples[c];
      count += examples[c];
    }
    if (!(sum > 0)) {
      throw new IllegalArgumentException(
          "training.classWeights gives every training example the weight 0: raise one");
    }
    for (int c = 0; c < weights.length; c++) {
      weights[c] *= count / sum;
    }
    return weights;
  }

  /** As it is written. */
  @Override
  public String toString() {
    return values.isEmpty() ? BALANCED : values.toString();
  }

  /** How it is written: a word, or numbers in the order of the classes. */
  record Written(ListOf<Double> numbers) implements ValueType<ClassWeights> {
    static Written of(RealNumber number, int most) {
      return new Written(new ListOf<>(number, 1, most));
    }

    @Override
    public String documentation() {
      return "`" + BALANCED + "`, or " + numbers.documentation();
    }

    @Override
    public Optional<Read<ClassWeights>> read(Tree tree, Site site) {
      if (tree instanceof Tree.Items) {
        return numbers
            .read(tree, site)
            .map(read -> new Read<>(new ClassWeights(read.value()), read.resolved()));
      }
      if (tree instanceof Tree.Scalar word && word.text().equals(BALANCED)) {
        return Optional.of(
            new Read<>(new ClassWeights(List.of()), new Resolved.Leaf(BALANCED, tree.origin())));
      }
      site.report(
          tree.origin(),
          "expected %s or a list of numbers, one for each class, found %s"
              .formatted(BALANCED, tree.description()));
      return Optional.empty();
    }
  }
}
