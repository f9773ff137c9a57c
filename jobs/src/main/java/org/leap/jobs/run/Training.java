package org.leap.jobs.run;

import java.io.IOException;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.StorageLevel;
import org.leap.jobs.ExitCode;
import org.leap.jobs.config.ResolvedConfig;
import org.leap.jobs.config.RunConfig;
import org.leap.jobs.model.ModelArchive;
import org.leap.jobs.progress.ClosingTable;
import org.leap.jobs.progress.Progress;
import org.leap.spark.data.Chunk;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ChunkRdd;
import org.leap.spark.data.ChunkSource;
import org.leap.spark.data.InMemoryChunks;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.Evaluator;
import org.leap.spark.engine.NetworkState;

/** A run inside its folder: whatever happens, status.json tells. */
final class Training {
  /** Test minibatches only bound memory: the result does not depend on their size. */
  private static final int TEST_BATCH = 64;

  private final ResolvedConfig resolved;
  private final RunConfig config;
  private final RunFolder folder;
  private final JavaSparkContext spark;
  private final long begin = System.nanoTime();
  private RunRecorder recorder;

  Training(ResolvedConfig resolved, RunFolder folder, JavaSparkContext spark) {
    this.resolved = resolved;
    this.config = resolved.config();
    this.folder = folder;
    this.spark = spark;
  }

  ExitCode run() throws IOException {
    try {
      TrainingSet data = TrainingSet.read(config.data(), spark.hadoopConfiguration());
      RunPlan plan = RunPlan.of(config, data);
      ChunkLayout testLayout =
          ChunkLayout.of(
              data.test().count(),
              Math.min(config.training().workers(), data.test().count()),
              TEST_BATCH,
              data.shape().size(),
              RunPlan.CHUNK_BYTES);
      try (InMemoryChunks train =
              InMemoryChunks.shuffled(
                  spark, data.shape(), data.train(), plan.layout(), config.seed());
          InMemoryChunks test =
              InMemoryChunks.inOrder(spark, data.shape(), data.test(), testLayout)) {
        train(data, plan, persisted(train), persisted(test));
      }
      return ExitCode.SUCCEEDED;
    } catch (RuntimeException | IOException e) {
      recordFailure(Failure.of(e));
      throw e;
    }
  }

  private RDD<Chunk> persisted(ChunkSource source) {
    SparkContext context = spark.sc();
    return new ChunkRdd(context, source).persist(StorageLevel.MEMORY_AND_DISK());
  }

  private void train(TrainingSet data, RunPlan plan, RDD<Chunk> train, RDD<Chunk> test)
      throws IOException {
    Evaluator evaluator =
        new Evaluator(plan.blueprint(), test, data.shape(), data.normalization(), TEST_BATCH);
    AveragingTrainer trainer =
        new AveragingTrainer(
            plan.blueprint(),
            train,
            plan.layout(),
            data.shape(),
            data.normalization(),
            plan.training());
    Progress progress = Progress.on(System.err);
    progress.started(0, trainer.rounds(), plan.epochs());
    NetworkState last;
    try (MetricsLog metrics = new MetricsLog(folder)) {
      recorder =
          new RunRecorder(folder, plan, evaluator, metrics, progress, Fingerprint.ofThisProcess());
      recorder.writeStatus(RunStatus.State.RUNNING, null, null, null);
      last = trainer.train(AveragingTrainer.initialState(plan.blueprint()), 0, recorder);
    } finally {
      progress.finished();
    }
    finish(plan, last);
  }

  private void finish(RunPlan plan, NetworkState last) throws IOException {
    int steps = plan.training().steps();
    folder.write(
        TrainingRun.MODEL_FILE,
        out ->
            ModelArchive.write(
                plan.blueprint(), last, steps, steps / plan.layout().stepsPerEpoch(), out));
    String sha256 = ParametersDigest.sha256(last.parameters());
    RunSummary summary = new RunSummary(config.name(), plan, recorder, last, sha256);
    folder.write(TrainingRun.REPORT_FILE, summary.report(resolved.yaml()).html());
    // Last, so that a folder that says SUCCEEDED is complete.
    recorder.writeStatus(RunStatus.State.SUCCEEDED, ExitCode.SUCCEEDED.code(), null, sha256);
    System.out.print(ClosingTable.of(recorder.epochs(), summary.facts()));
    System.out.println("report: " + folder.location(TrainingRun.REPORT_FILE));
  }

  private void recordFailure(Failure failure) throws IOException {
    RunStatus.State state =
        failure.exitCode() == ExitCode.DIVERGED ? RunStatus.State.DIVERGED : RunStatus.State.FAILED;
    if (recorder != null) {
      recorder.writeStatus(state, failure.exitCode().code(), failure.message(), null);
    } else {
      folder.write(
          RunStatus.FILE,
          Json.document(
              RunStatus.beforeTraining(state, failure, (System.nanoTime() - begin) / 1e9)));
    }
  }
}
