package org.leap.jobs.plan;

import java.util.Optional;
import org.leap.core.flatness.SharpestDirection;
import org.leap.jobs.config.FollowedFlatness;
import org.leap.jobs.config.RunConfig;
import org.leap.jobs.datasets.DataSet;
import org.leap.jobs.report.FlatnessReport;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.engine.ClusterLandscape;
import org.leap.spark.engine.JobGroup;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.engine.RoundReport;

/**
 * Measures the largest Hessian eigenvalue of the training loss every so many epochs. A measurement
 * is a function of the average and the data alone, from the same random start each time: it
 * remembers nothing, so that a run that goes on has the same ones, and changes nothing of what is
 * trained.
 */
public final class FlatnessWatch {
  private final FollowedFlatness config;
  private final long every;
  private final NetworkBlueprint blueprint;
  private final ChunkedData data;
  private final JobGroup jobs;
  private final Optional<StabilityLaw.Edges> edges;

  private FlatnessWatch(
      RunConfig run, FollowedFlatness config, Plan plan, ChunkedData data, JobGroup jobs) {
    this.config = config;
    this.every = config.every().toSteps(plan.layout().stepsPerEpoch());
    this.blueprint = plan.blueprint();
    this.data = data;
    this.jobs = jobs;
    this.edges = StabilityLaw.of(run).map(StabilityLaw.Edges::new);
  }

  /**
   * Of a run, if it asks for that.
   *
   * @param train what it trains on
   */
  public static Optional<FlatnessWatch> of(
      RunConfig run,
      Plan plan,
      DataSet data,
      ChunkedSets chunks,
      ChunkedData train,
      JobGroup jobs) {
    return run.flatness()
        .map(
            config ->
                new FlatnessWatch(run, config, plan, some(config, data, chunks, train), jobs));
  }

  /** The first minibatches in the seeded order, or all as they are trained. */
  private static ChunkedData some(
      FollowedFlatness config, DataSet data, ChunkedSets chunks, ChunkedData train) {
    ChunkLayout layout = train.layout();
    int batch = layout.batchSize();
    return config.examples() >= layout.examples() || data.graph().isPresent()
        ? train
        : chunks.first(
            data.train(),
            new ChunkLayout(layout.examples(), 1, batch, batch),
            (config.examples() + batch - 1) / batch);
  }

  /** Whether a round that leads from one step to another reaches a multiple of the epochs. */
  public boolean isDue(int from, int to) {
    return to / every > from / every;
  }

  /**
   * Measures an average.
   *
   * @param round that has led to it
   */
  public FlatnessReport measure(RoundReport round, NetworkState state) {
    long begin = System.nanoTime();
    ClusterLandscape landscape = ClusterLandscape.inTraining(blueprint, state, data, jobs);
    double loss = Double.NaN;
    double eigenvalue = Double.NaN;
    double residual = Double.NaN;
    double share = Double.NaN;
    double edge = Double.NaN;
    RoundReport.Rate rate = round.rate();
    try {
      SharpestDirection direction = SharpestDirection.of(landscape, config.lanczosSteps(), 0);
      loss = direction.loss();
      eigenvalue = direction.eigenvalue().value();
      residual = direction.eigenvalue().residual();
      if (edges.isPresent()) {
        share = direction.share(edges.get().scope());
        edge = edges.get().at(rate.effectiveSigma(), share);
      }
    } catch (ArithmeticException e) {
      // The loss has no Hessian in floats there.
    }
    return new FlatnessReport(
        round.epoch(),
        round.step(),
        loss,
        eigenvalue,
        residual,
        share,
        rate.learningRate(),
        edge,
        (System.nanoTime() - begin) / 1e9);
  }
}
