package org.leap.spark.engine;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.leap.core.flatness.EvaluationMode;
import org.leap.core.flatness.LossLandscape;
import org.leap.core.flatness.MinibatchLoss;
import org.leap.core.flatness.ParameterLayout;
import org.leap.core.step.Precision;
import org.leap.spark.data.Chunk;
import org.leap.spark.data.ChunkedData;

/**
 * The loss of a network on a data set on the cluster. A gradient is one Spark job, or several in a
 * row where the chunks' gradients together would be too much for the driver's memory; sums run over
 * minibatches and chunks in their order, in double precision, so that they depend on no cluster.
 */
public final class ClusterLandscape implements LossLandscape {
  /** Bounds what the driver holds and Spark's spark.driver.maxResultSize, 1 GiB by default. */
  private static final long RESULT_BYTES = 512L << 20;

  private static final double FLOAT_ROUNDOFF = 0x1p-24;

  private final NetworkBlueprint twin;
  private final NetworkState state;
  private final ChunkedData data;
  private final JobGroup jobs;
  private final ParameterLayout layout;

  private ClusterLandscape(
      NetworkBlueprint blueprint,
      String json,
      NetworkState state,
      ChunkedData data,
      JobGroup jobs) {
    this.twin =
        new NetworkBlueprint(
            blueprint.kind(),
            json,
            blueprint.flatInput(),
            blueprint.recompute(),
            // Differences of gradients need every bit.
            Precision.FLOAT32);
    this.state = state;
    this.data = data;
    this.jobs = jobs;
    this.layout = ReplicaPool.borrow(twin, replica -> ParameterLayout.of(replica.network()));
    if (layout.length() != state.parameters().length) {
      throw new IllegalArgumentException(
          "%s parameters for a network of %s"
              .formatted(state.parameters().length, layout.length()));
    }
  }

  /**
   * The landscape around a state.
   *
   * @param blueprint of the network as it is trained
   */
  public static ClusterLandscape of(
      NetworkBlueprint blueprint, NetworkState state, ChunkedData data) {
    return of(blueprint, state, data, new JobGroup(data.chunks().context()));
  }

  /**
   * The same as a part of other work.
   *
   * @param jobs what the landscape's jobs are part of, and ended with
   */
  public static ClusterLandscape of(
      NetworkBlueprint blueprint, NetworkState state, ChunkedData data, JobGroup jobs) {
    return new ClusterLandscape(blueprint, EvaluationMode.of(blueprint.json()), state, data, jobs);
  }

  /**
   * The landscape that training moves in, as a part of other work: like the others, but that batch
   * normalization uses the statistics of each minibatch. Its losses without a gradient do not.
   */
  public static ClusterLandscape inTraining(
      NetworkBlueprint blueprint, NetworkState state, ChunkedData data, JobGroup jobs) {
    return new ClusterLandscape(
        blueprint, EvaluationMode.withStatisticsOfMinibatches(blueprint.json()), state, data, jobs);
  }

  @Override
  public ParameterLayout layout() {
    return layout;
  }

  @Override
  public double[] parameters() {
    float[] parameters = state.parameters();
    return IntStream.range(0, parameters.length).mapToDouble(i -> parameters[i]).toArray();
  }

  @Override
  public double roundoff() {
    return FLOAT_ROUNDOFF;
  }

  @Override
  public double loss(double[] at) {
    return run(at, null);
  }

  @Override
  public double gradient(double[] at, double[] gradient) {
    Arrays.fill(gradient, 0);
    return run(at, gradient);
  }

  /** The mean loss, and the gradient unless it is null. */
  private double run(double[] at, double[] gradient) {
    String description = gradient == null ? "flatness: loss" : "flatness: gradient";
    int length = gradient == null ? 0 : gradient.length;
    Sum total = new Sum(gradient);
    try (Pass pass = new Pass(data, twin, rounded(at))) {
      JavaRDD<Sum> sums = data.chunks().toJavaRDD().map(chunk -> sum(pass, chunk, length));
      int chunks = sums.getNumPartitions();
      // Sums without a gradient hardly take any.
      int atOnce = (int) Math.max(1, RESULT_BYTES / Math.max(1, (long) Double.BYTES * length));
      for (int from = 0; from < chunks; from += atOnce) {
        int[] some = IntStream.range(from, Math.min(chunks, from + atOnce)).toArray();
        for (List<Sum> sum : jobs.run(description, () -> sums.collectPartitions(some))) {
          total.add(sum.get(0));
        }
      }
    }
    return total.mean(layout);
  }

  /** Without a gradient for 0 parameters. */
  private static Sum sum(Pass pass, Chunk chunk, int parameters) {
    Sum sum = new Sum(parameters == 0 ? null : new double[parameters]);
    pass.forEach(
        chunk,
        (replica, batch) -> {
          MinibatchLoss loss = new MinibatchLoss(replica.network());
          sum.loss +=
              parameters == 0
                  ? loss.sum(batch.features(), batch.labels())
                  : loss.sum(batch.features(), batch.labels(), sum.gradient);
          sum.examples += batch.examples();
        });
    return sum;
  }

  private static float[] rounded(double[] at) {
    float[] parameters = new float[at.length];
    for (int i = 0; i < at.length; i++) {
      parameters[i] = (float) at[i];
    }
    return parameters;
  }

  /** Sums over examples. A class and not a record: Kryo as Spark has it cannot read records. */
  private static final class Sum implements Serializable {
    private static final long serialVersionUID = 1L;
    private final double[] gradient;
    private double loss;
    private long examples;

    /** The gradient is zeros to add to, or null. */
    Sum(double[] gradient) {
      this.gradient = gradient;
    }

    void add(Sum other) {
      loss += other.loss;
      examples += other.examples;
      for (int i = 0; gradient != null && i < gradient.length; i++) {
        gradient[i] += other.gradient[i];
      }
    }

    /** Turns the gradient into a mean too, 0 for what is not trained, and returns the loss. */
    double mean(ParameterLayout layout) {
      if (gradient != null) {
        layout.maskUntrained(gradient);
        for (int i = 0; i < gradient.length; i++) {
          gradient[i] /= examples;
        }
      }
      return loss / examples;
    }
  }
}
