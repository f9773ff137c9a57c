package org.leap.jobs.bench;

import org.apache.spark.api.java.JavaSparkContext;
import org.leap.core.flatness.SharpestDirection;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.InMemoryChunks;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.ClusterLandscape;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;

/**
 * How long the largest Hessian eigenvalue takes by Lanczos' method, on synthetic data.
 *
 * @param lanczosSteps done
 * @param seconds all in all, replicas and chunks made before
 * @param gradientsPerSecond gradients over all examples
 */
public record FlatnessFigures(
    String model,
    int parameters,
    int examples,
    int lanczosSteps,
    int slots,
    double seconds,
    double gradientsPerSecond,
    double examplesPerSecond) {
  private static final int SEED = 42;

  /** What leap evaluate takes too. */
  private static final int BATCH_SIZE = 128;

  /**
   * Times the sharpest direction of a network on synthetic examples.
   *
   * @param most Lanczos steps
   * @param slots tasks that run side by side
   */
  public static FlatnessFigures measure(BenchModel model, int examples, int most, int slots) {
    NetworkBlueprint blueprint = model.blueprint(BenchOptimizer.SGD.updater());
    NetworkState state = AveragingTrainer.initialState(blueprint);
    SyntheticData data = new SyntheticData(model.shape(), examples, SEED);
    ChunkLayout layout = data.layout(slots, BATCH_SIZE);
    try (JavaSparkContext spark = OurEngine.spark(slots);
        InMemoryChunks chunks = InMemoryChunks.inOrder(spark, model.shape(), data, layout)) {
      ClusterLandscape landscape =
          ClusterLandscape.of(blueprint, state, data.chunked(spark, chunks, layout));
      // Reads the chunks and builds the replicas.
      landscape.gradient(landscape.parameters(), new double[landscape.layout().length()]);
      long begin = System.nanoTime();
      int steps = SharpestDirection.of(landscape, most, SEED).steps();
      double seconds = (System.nanoTime() - begin) / 1e9;
      double gradients = steps + 1.0;
      return new FlatnessFigures(
          model.toString(),
          state.parameters().length,
          examples,
          steps,
          slots,
          seconds,
          gradients / seconds,
          gradients * examples / seconds);
    }
  }
}
