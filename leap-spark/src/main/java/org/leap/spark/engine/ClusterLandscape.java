package org.leap.spark.engine;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.leap.core.flatness.EvaluationMode;
import org.leap.core.flatness.LossLandscape;
import org.leap.core.flatness.ParameterLayout;
import org.leap.spark.data.ChunkedData;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag$;

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
      NetworkBlueprint twin, NetworkState state, ChunkedData data, JobGroup jobs) {
    this.twin = twin;
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
    NetworkBlueprint twin =
        new NetworkBlueprint(
            blueprint.kind(),
            EvaluationMode.of(blueprint.json()),
            blueprint.flatInput(),
            blueprint.recompute());
    return new ClusterLandscape(twin, state, data, jobs);
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

  /**
   * @param gradient null if only the loss is asked for
   */
  private double run(double[] at, double[] gradient) {
    SparkContext spark = data.chunks().context();
    String description = gradient == null ? "flatness: loss" : "flatness: gradient";
    ChunkLoss.Sum total = new ChunkLoss.Sum(gradient);
    try (SharedState shared = SharedState.of(spark, new NetworkState(rounded(at), new float[0]))) {
      ChunkLoss task = new ChunkLoss(twin, shared, TaskData.of(data, 1), gradient != null);
      int chunks = data.chunks().getNumPartitions();
      int atOnce = chunksAtOnce(gradient);
      for (int from = 0; from < chunks; from += atOnce) {
        Seq<Object> some = partitions(from, Math.min(chunks, from + atOnce));
        ChunkLoss.Sum[] sums =
            jobs.run(
                description,
                () ->
                    (ChunkLoss.Sum[])
                        spark.runJob(
                            data.chunks(),
                            task,
                            some,
                            ClassTag$.MODULE$.<ChunkLoss.Sum>apply(ChunkLoss.Sum.class)));
        for (ChunkLoss.Sum sum : sums) {
          total.add(sum);
        }
      }
    }
    return total.mean(layout);
  }

  private static int chunksAtOnce(double[] gradient) {
    return gradient == null
        ? Integer.MAX_VALUE / 2
        : (int) Math.max(1, RESULT_BYTES / ((long) Double.BYTES * gradient.length));
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // Scala's Seq of Int is a Seq of Object to Java.
  private static Seq<Object> partitions(int from, int to) {
    List<Integer> indexes = IntStream.range(from, to).boxed().toList();
    return (Seq<Object>) (Seq) JavaConverters.asScalaBuffer(indexes).toSeq();
  }

  private static float[] rounded(double[] at) {
    float[] parameters = new float[at.length];
    for (int i = 0; i < at.length; i++) {
      parameters[i] = (float) at[i];
    }
    return parameters;
  }
}
