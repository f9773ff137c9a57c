package org.leap.spark.engine;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.leap.spark.data.Chunk;
import org.leap.spark.data.ChunkedData;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Evaluates a network on a data set, spread over the cluster; sums in the order of the chunks. */
public final class Evaluator {
  private final NetworkBlueprint blueprint;
  private final ChunkedData data;
  private final JobGroup jobs;

  /** Evaluates a network on all examples of the data. */
  public Evaluator(NetworkBlueprint blueprint, ChunkedData data) {
    this(blueprint, data, new JobGroup(data.chunks().context()));
  }

  /**
   * The same as a part of other work.
   *
   * @param jobs what the evaluations are part of, and ended with
   */
  public Evaluator(NetworkBlueprint blueprint, ChunkedData data, JobGroup jobs) {
    this.blueprint = blueprint;
    this.data = data;
    this.jobs = jobs;
  }

  /**
   * An evaluation with its confusion matrix.
   *
   * @param confusion {@code confusion.get(t).get(p)} examples of class t whose most probable class
   *     is p; empty where labels are numbers
   */
  public record Details(Evaluation evaluation, List<List<Long>> confusion) {
    public Details {
      confusion = confusion.stream().map(List::copyOf).toList();
    }
  }

  /**
   * An evaluation beside what guessing comes to.
   *
   * @param largestClass share of the examples that are of the class with most of them; 0 where
   *     labels are numbers
   */
  public record Tested(Evaluation evaluation, double largestClass) {}

  /**
   * Loss and score of a state, by one Spark job under this description.
   *
   * @throws InterruptedRunException when its jobs are interrupted
   */
  public Evaluation evaluate(NetworkState state, String description) {
    return count(state, description, false).evaluation();
  }

  /** The same with the share of the largest class. */
  public Tested test(NetworkState state, String description) {
    Counts counts = count(state, description, false);
    long largest = Arrays.stream(counts.cells).max().orElse(0);
    return new Tested(counts.evaluation(), (double) largest / counts.examples);
  }

  /** The same with the confusion matrix, of which every chunk sends what is not 0. */
  public Details evaluateInDetail(NetworkState state, String description) {
    int classes = data.shape().classes();
    Counts counts = count(state, description, true);
    List<List<Long>> rows =
        IntStream.range(0, classes)
            .map(truth -> truth * classes)
            .mapToObj(row -> Arrays.stream(counts.cells, row, row + classes).boxed().toList())
            .toList();
    return new Details(counts.evaluation(), rows);
  }

  private Counts count(NetworkState state, String description, boolean inDetail) {
    int classes = data.shape().classes();
    try (Pass pass = new Pass(data, blueprint, state.parameters())) {
      List<Counts> counts =
          jobs.run(
              description,
              () ->
                  data.chunks()
                      .toJavaRDD()
                      .map(
                          chunk -> count(pass, chunk, new Counts(classes, inDetail)).withoutZeros())
                      .collect());
      Counts sum = new Counts(classes, inDetail);
      counts.forEach(sum::add);
      return sum;
    }
  }

  private static Counts count(Pass pass, Chunk chunk, Counts counts) {
    pass.forEach(
        chunk,
        (replica, minibatch) -> {
          try (INDArray output = replica.view().output(minibatch.features())) {
            counts.add(output, minibatch.labels());
          }
        });
    return counts;
  }

  /** A class and not a record: Kryo as Spark has it cannot read records. */
  private static final class Counts implements Serializable {
    private static final long serialVersionUID = 1L;
    private long examples;
    private long correct;
    private double lossSum;

    /** Of labels that are numbers, as they are scaled. */
    private double sum;

    private double sumOfSquares;

    private final int classes;
    private final boolean inDetail;

    /** Examples by true class or, in detail, by true and predicted class, {@code [t * n + p]}. */
    private long[] cells;

    /** Which cells are there, ascending; null if all are. */
    private int[] places;

    Counts(int classes, boolean inDetail) {
      this.classes = classes;
      this.inDetail = inDetail;
      cells = new long[inDetail ? Math.multiplyExact(classes, classes) : classes];
    }

    /** The same to be sent: a chunk has far fewer examples than many classes have cells. */
    Counts withoutZeros() {
      places = IntStream.range(0, cells.length).filter(place -> cells[place] > 0).toArray();
      cells = Arrays.stream(places).mapToLong(place -> cells[place]).toArray();
      return this;
    }

    Evaluation evaluation() {
      if (classes > 0) {
        return new Evaluation(examples, correct, lossSum / examples);
      }
      double mean = sum / examples;
      return new Evaluation(
          examples, 0, lossSum / examples, Math.max(0, sumOfSquares / examples - mean * mean));
    }

    /**
     * @param other as it was sent
     */
    void add(Counts other) {
      examples += other.examples;
      correct += other.correct;
      lossSum += other.lossSum;
      sum += other.sum;
      sumOfSquares += other.sumOfSquares;
      for (int i = 0; i < other.places.length; i++) {
        cells[other.places[i]] += other.cells[i];
      }
    }

    void add(INDArray outputs, INDArray labels) {
      // All at once: as rows they would be thousands of arrays of ND4J's.
      if (classes > 0) {
        addClasses(read(outputs), read(labels));
      } else {
        addNumbers(read(outputs), read(labels));
      }
    }

    private void addNumbers(float[] outputs, float[] labels) {
      for (int row = 0; row < labels.length; row++) {
        double error = (double) outputs[row] - labels[row];
        lossSum += error * error;
        sum += labels[row];
        sumOfSquares += (double) labels[row] * labels[row];
      }
      examples += labels.length;
    }

    private void addClasses(float[] p, float[] truth) {
      for (int row = 0; row < p.length; row += classes) {
        int label = largest(truth, row, classes);
        int predicted = largest(p, row, classes);
        cells[inDetail ? label * classes + predicted : label]++;
        correct += predicted == label ? 1 : 0;
        // Bounded as DL4J bounds it, so that one confident mistake does not make the loss infinite.
        lossSum -= StrictMath.log(Math.max(p[row + label], 1e-10f));
      }
      examples += p.length / classes;
    }

    private static float[] read(INDArray matrix) {
      try (INDArray rows = matrix.dup('c')) {
        return FlatVector.read(rows);
      }
    }
  }

  /** Place of the largest of some values from the start on; the first of equals. */
  static int largest(float[] values, int start, int count) {
    int best = 0;
    for (int i = 1; i < count; i++) {
      if (values[start + i] > values[start + best]) {
        best = i;
      }
    }
    return best;
  }
}
