package org.leap.jobs.run;

import java.io.IOException;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.leap.jobs.ExitCode;
import org.leap.jobs.config.ResolvedConfig;
import org.leap.jobs.config.RunConfig;
import org.leap.jobs.model.ModelArchive;
import org.leap.jobs.progress.Progress;
import org.leap.spark.checkpoint.Checkpoint;
import org.leap.spark.checkpoint.CheckpointStore;
import org.leap.spark.checkpoint.RunMemory;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ChunkRdd;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.data.InMemoryChunks;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.Evaluator;
import org.leap.spark.engine.Fingerprint;
import org.leap.spark.engine.InterruptedRunException;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.engine.Preflight;
import org.leap.spark.monitoring.LogContext;
import org.leap.spark.storage.Folder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run inside its folder: whatever happens, status.json tells. */
final class Training {
  private static final Logger LOG = LoggerFactory.getLogger(Training.class);
  static final String MODEL_FILE = "model.zip";
  static final String AVERAGED_MODEL_FILE = "swa-model.zip";
  static final String REPORT_FILE = "report.html";

  /** Test minibatches only bound memory: the result does not depend on their size. */
  private static final int TEST_BATCH = 64;

  private final ResolvedConfig resolved;
  private final RunConfig config;
  private final Folder folder;
  private final Folder checkpointFolder;
  private final JavaSparkContext spark;
  private final StatusFile status;
  private final List<RunObserver> observers;
  private RunHistory history = new RunHistory();

  Training(
      ResolvedConfig resolved, Folder folder, Folder checkpointFolder, JavaSparkContext spark) {
    this.resolved = resolved;
    this.config = resolved.config();
    this.folder = folder;
    this.checkpointFolder = checkpointFolder;
    this.spark = spark;
    this.status = new StatusFile(folder);
    RunObserver mlflow =
        MlflowObserver.of(spark.getConf(), System.getenv(), config, folder.toString());
    this.observers =
        mlflow == null ? List.of(new FiguresObserver()) : List.of(new FiguresObserver(), mlflow);
    LogContext.run(spark.sc(), config.name());
  }

  RunOutcome run() throws IOException {
    Interruption.onSignal(this::endBeforeTraining);
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
        return train(
            plan,
            chunked(data, train, plan.layout()),
            new Evaluator(plan.blueprint(), chunked(data, test, testLayout)));
      }
    } catch (Exception | Error e) {
      // An OutOfMemoryError too, and SparkException, which is checked although Scala does not say
      // so: a
      // status that says RUNNING would be wrong for ever.
      recordFailure(e);
      throw e;
    }
  }

  private ChunkedData chunked(TrainingSet data, InMemoryChunks chunks, ChunkLayout layout) {
    return new ChunkedData(
        new ChunkRdd(spark.sc(), chunks).persist(StorageLevel.MEMORY_AND_DISK()),
        layout,
        data.shape(),
        data.normalization());
  }

  private RunOutcome train(RunPlan plan, ChunkedData data, Evaluator evaluator) throws IOException {
    AveragingTrainer trainer = new AveragingTrainer(plan.blueprint(), data, plan.training());
    Interruption.onSignal(trainer::interrupt);
    CheckpointStore checkpoints = new CheckpointStore(checkpointFolder, config.checkpoint().keep());
    Optional<Checkpoint> checkpoint = checkpoints.newest(LOG::warn);
    checkpoint.ifPresent(this::refuseOtherHardware);
    int step = checkpoint.map(Checkpoint::step).orElse(0);
    history = RunHistory.of(MetricsLog.rewind(folder, step));
    status.running(history);
    int roundsDone = history.rounds().size();
    observers.forEach(observer -> observer.started(roundsDone, trainer.rounds()));
    RunGuide guide =
        new RunGuide(
            config,
            plan.layout().stepsPerEpoch(),
            checkpoint.map(Checkpoint::memory).orElse(RunMemory.EMPTY),
            step);

    NetworkState start =
        checkpoint
            .map(Checkpoint::state)
            .orElseGet(() -> AveragingTrainer.initialState(plan.blueprint()));
    preflight(plan, start);
    Progress progress = Progress.on(System.err);
    progress.started(history.rounds().size(), trainer.rounds(), plan.epochs());
    NetworkState last;
    try (MetricsLog metrics = MetricsLog.append(folder)) {
      RunRecorder recorder =
          new RunRecorder(
              plan,
              evaluator,
              metrics,
              progress,
              status,
              history,
              guide,
              checkpoints,
              config.checkpoint().everyRounds(),
              observers);
      last = train(trainer, start, step, recorder, guide);
    } finally {
      progress.finished();
    }
    Optional<AveragedModel> averaged =
        AveragedModel.of(plan, guide.memory().mean(), data, evaluator, config);
    return finish(plan, last, guide.step(), averaged, trainer.devices());
  }

  private void preflight(RunPlan plan, NetworkState start) {
    Preflight.Findings findings =
        Preflight.check(spark.sc(), plan.layout(), plan.training(), start, plan.replicaBytes());
    findings.warnings().forEach(LOG::warn);
    if (!findings.errors().isEmpty()) {
      throw new UsageException(String.join("\n", findings.errors()));
    }
  }

  private static NetworkState train(
      AveragingTrainer trainer,
      NetworkState start,
      int step,
      RunRecorder recorder,
      RunGuide guide) {
    try {
      return trainer.train(start, step, recorder, guide);
    } catch (InterruptedRunException e) {
      recorder.saveCheckpoint();
      throw e;
    }
  }

  private void refuseOtherHardware(Checkpoint checkpoint) {
    String here = Fingerprint.ofThisProcess();
    if (!here.equals(checkpoint.fingerprint()) && !config.training().allowMixedHardware()) {
      throw new UsageException(
          "the checkpoint in %s was made on %s, here is %s: the result could not be repeated; go on there, or set training.allowMixedHardware: true"
              .formatted(folder, checkpoint.fingerprint(), here));
    }
  }

  private RunOutcome finish(
      RunPlan plan,
      NetworkState last,
      int step,
      Optional<AveragedModel> averaged,
      NavigableSet<String> devices)
      throws IOException {
    writeModel(MODEL_FILE, plan, last, step);
    if (averaged.isPresent()) {
      writeModel(AVERAGED_MODEL_FILE, plan, averaged.get().state(), step);
    }
    String sha256 = ParametersDigest.sha256(last.parameters());
    RunSummary summary =
        new RunSummary(config.name(), plan, history, last, sha256, status.seconds(), devices);
    folder.write(REPORT_FILE, summary.report(resolved.yaml()).html());
    // Last, so that a folder that says SUCCEEDED is complete.
    status.succeeded(history, sha256);
    observers.forEach(observer -> observer.ended(RunStatus.State.SUCCEEDED));
    var facts = summary.facts();
    averaged.ifPresent(model -> facts.putAll(model.facts()));
    facts.put("report", folder.location(REPORT_FILE));
    return new RunOutcome(history.epochs(), facts);
  }

  /** Nothing is trained yet, so nothing is lost. */
  private void endBeforeTraining() {
    recordFailure(new InterruptedRunException());
    Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code());
  }

  private void writeModel(String file, RunPlan plan, NetworkState state, int step)
      throws IOException {
    int epoch = step / plan.layout().stepsPerEpoch();
    folder.write(file, out -> ModelArchive.write(plan.blueprint(), state, step, epoch, out));
  }

  private void recordFailure(Throwable e) {
    try {
      RunStatus.State state = status.failed(Failure.of(e), history);
      observers.forEach(observer -> observer.ended(state));
    } catch (RuntimeException unwritable) {
      // The disk may be what failed: the first error is the one to tell.
      e.addSuppressed(unwritable);
    }
  }
}
