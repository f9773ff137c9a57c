package org.leap.jobs.train;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.jobs.config.ResolvedConfig;
import org.leap.jobs.config.RunConfig;
import org.leap.jobs.datasets.DataSet;
import org.leap.jobs.folder.History;
import org.leap.jobs.folder.MetricsLog;
import org.leap.jobs.folder.ModelFiles;
import org.leap.jobs.folder.RecordedRun;
import org.leap.jobs.folder.Status;
import org.leap.jobs.folder.StatusFile;
import org.leap.jobs.model.ParametersDigest;
import org.leap.jobs.plan.ChunkedSets;
import org.leap.jobs.plan.Inputs;
import org.leap.jobs.plan.Plan;
import org.leap.jobs.plan.SharedInputs;
import org.leap.jobs.process.Failure;
import org.leap.jobs.process.Interruption;
import org.leap.jobs.process.UsageException;
import org.leap.jobs.progress.Progress;
import org.leap.jobs.text.Quoted;
import org.leap.spark.checkpoint.Checkpoint;
import org.leap.spark.checkpoint.CheckpointStore;
import org.leap.spark.checkpoint.RunIdentity;
import org.leap.spark.checkpoint.RunMemory;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.Evaluator;
import org.leap.spark.engine.Fingerprint;
import org.leap.spark.engine.InterruptedRunException;
import org.leap.spark.engine.JobGroup;
import org.leap.spark.engine.LogContext;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.engine.Preflight;
import org.leap.spark.storage.Folder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run inside its folder: whatever happens, status.json tells. */
final class Attempt {
  private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);
  static final String REPORT_FILE = "report.html";

  private final ResolvedConfig resolved;
  private final RunConfig config;
  private final Folder folder;
  private final Folder checkpointFolder;
  private final JavaSparkContext spark;
  private final Progress progress;
  private final Interruption interruption;
  private final SharedInputs shared;
  private final StatusFile status;
  private final List<Observer> observers;
  private final JobGroup jobs;
  private History history = new History();

  /** Whether the run had succeeded, and nothing says yet that it may go on. */
  private boolean finished;

  Attempt(
      ResolvedConfig resolved,
      Folder folder,
      Folder checkpointFolder,
      JavaSparkContext spark,
      Progress progress,
      Interruption interruption,
      SharedInputs shared,
      boolean finished) {
    this.resolved = resolved;
    this.config = resolved.config();
    this.folder = folder;
    this.checkpointFolder = checkpointFolder;
    this.spark = spark;
    this.progress = progress;
    this.interruption = interruption;
    this.shared = shared;
    this.finished = finished;
    this.status = new StatusFile(folder);
    Observer mlflow =
        MlflowObserver.of(spark.getConf(), System.getenv(), config, folder.toString());
    this.observers =
        mlflow == null ? List.of(new FiguresObserver()) : List.of(new FiguresObserver(), mlflow);
    this.jobs = new JobGroup(spark.sc());
    LogContext.run(spark.sc(), config.name());
  }

  SucceededRun run() throws IOException {
    interruption.endsAtOnce(() -> recordFailure(new InterruptedRunException()));
    try {
      DataSet data = DataSet.open(config.data(), spark.hadoopConfiguration());
      status.skipped(data.skipped().count());
      RunIdentity identity = identity(Inputs.now(config, data, spark.hadoopConfiguration()));
      Plan plan = Plan.of(config, data, spark.hadoopConfiguration());
      try (ChunkedSets chunks = ChunkedSets.of(spark, config, data, plan.layout())) {
        return train(
            plan,
            identity,
            chunks.train(),
            chunks.validation().map(set -> new Evaluator(plan.blueprint(), set, jobs)),
            new Evaluator(plan.blueprint(), chunks.test(), jobs));
      }
    } catch (Exception | Error e) {
      // An OutOfMemoryError too, and SparkException, which is checked although Scala does not say
      // so: a status that says RUNNING would be wrong for ever.
      recordFailure(e);
      throw e;
    }
  }

  /** Of the run as it was begun, by whatever version, or begins now. */
  private RunIdentity identity(Map<String, String> inputs) throws IOException {
    shared.check(config, folder.toString(), inputs);
    Optional<RunIdentity> begun = Inputs.begun(folder);
    if (begun.isPresent()) {
      Inputs.refuseOthers(folder.toString(), begun.get(), inputs);
    }
    RunIdentity identity =
        begun.orElseGet(() -> new RunIdentity(DigestUtils.sha256Hex(config.stepsKey()), inputs));
    if (begun.isEmpty()) {
      Inputs.begin(folder, identity);
    }
    // Only now, so that a longer run that is refused leaves the folder to the one that is there.
    folder.write(RecordedRun.CONFIG_FILE, resolved.yaml());
    finished = false;
    return identity;
  }

  private SucceededRun train(
      Plan plan,
      RunIdentity identity,
      ChunkedData data,
      Optional<Evaluator> validation,
      Evaluator test)
      throws IOException {
    AveragingTrainer trainer = new AveragingTrainer(plan.blueprint(), data, plan.training(), jobs);
    interruption.endsInOrder(jobs::interrupt);
    CheckpointStore checkpoints = new CheckpointStore(checkpointFolder, config.checkpoint().keep());
    List<JsonNode> metricsBefore = MetricsLog.read(folder);
    Optional<Checkpoint> checkpoint =
        checkpoints.newest(
            found -> {
              found.identity().ifPresent(saved -> refuseOtherRun(saved, identity));
              return CheckpointFit.objection(found, trainer, metricsBefore);
            },
            problem -> LOG.warn(Quoted.visible(problem)));
    if (checkpoint.isPresent() && checkpoint.get().identity().isEmpty()) {
      LOG.warn(
          "the checkpoint in {} was made by an older version, which took no note of the data: that"
              + " they are the same cannot be checked",
          Quoted.visible(checkpointFolder.toString()));
    }
    checkpoint.ifPresent(this::refuseOtherHardware);
    int step = checkpoint.map(Checkpoint::step).orElse(0);
    RunMemory memory = checkpoint.map(Checkpoint::memory).orElse(RunMemory.EMPTY);
    history = History.of(MetricsLog.rewind(folder, step, !memory.evaluationDue()));
    status.running(history);
    int roundsDone = history.rounds().size();
    observers.forEach(observer -> observer.started(roundsDone, trainer.rounds()));
    Guide guide = new Guide(config, plan.layout().stepsPerEpoch(), memory, step);

    NetworkState start =
        checkpoint
            .map(Checkpoint::state)
            .or(plan::start)
            .orElseGet(() -> AveragingTrainer.initialState(plan.blueprint()));
    preflight(plan, start);
    ModelFiles models =
        new ModelFiles(folder, plan.blueprint(), plan.data(), plan.layout().stepsPerEpoch());
    progress.started(history.rounds().size(), trainer.rounds(), plan.epochs());
    NetworkState last;
    Optional<AveragedModel> averaged;
    try (MetricsLog metrics = MetricsLog.append(folder)) {
      RoundRecorder recorder =
          new RoundRecorder(
              plan,
              validation,
              test,
              metrics,
              progress,
              status,
              history,
              identity,
              guide,
              models,
              checkpoints,
              config.checkpoint().everyRounds(),
              observers);
      try {
        checkpoint.filter(c -> c.memory().evaluationDue()).ifPresent(recorder::evaluateNow);
        last = trainer.train(start, step, recorder, guide);
        averaged = AveragedModel.of(plan, guide.mean(), trainer, test);
      } catch (InterruptedRunException e) {
        recorder.saveCheckpoint();
        throw e;
      }
    } finally {
      progress.finished();
    }
    TrainingRun.refuseDeleted(folder);
    models.write(ModelFiles.LAST, last, guide.step());
    if (averaged.isPresent()) {
      models.write(ModelFiles.AVERAGED, averaged.get().state(), guide.step());
      status.averaged(averaged.get().test());
    }
    return finish(plan, last, averaged, trainer.devices());
  }

  private void preflight(Plan plan, NetworkState start) {
    Preflight.Findings findings =
        Preflight.check(spark.sc(), plan.layout(), plan.training(), start, plan.replicaBytes());
    findings.warnings().forEach(LOG::warn);
    if (!findings.errors().isEmpty()) {
      throw new UsageException(String.join("\n", findings.errors()));
    }
  }

  private void refuseOtherRun(RunIdentity saved, RunIdentity identity) {
    if (!saved.configuration().equals(identity.configuration())) {
      throw new UsageException(
          "%s holds the checkpoints of another configuration: move it away, or use another --run-dir or --restart"
              .formatted(checkpointFolder));
    }
    Inputs.refuseOthers("the checkpoint in " + checkpointFolder, saved, identity.inputs());
  }

  private void refuseOtherHardware(Checkpoint checkpoint) {
    if (!Fingerprint.isOfThisProcess(checkpoint.fingerprint())
        && !config.training().allowMixedHardware()) {
      throw new UsageException(
          "the checkpoint in %s was made on %s, here is %s: the result could not be repeated; go on there, or set training.allowMixedHardware: true"
              .formatted(folder, checkpoint.fingerprint(), Fingerprint.ofThisProcess()));
    }
  }

  private SucceededRun finish(
      Plan plan, NetworkState last, Optional<AveragedModel> averaged, NavigableSet<String> devices)
      throws IOException {
    String sha256 = ParametersDigest.sha256(last.parameters());
    ClosingFacts summary =
        new ClosingFacts(
            config.name(),
            plan,
            history,
            last,
            sha256,
            status.badRecords(),
            status.seconds(),
            devices);
    folder.write(REPORT_FILE, summary.report(resolved.yaml()).html());
    // Last, so that a folder that says SUCCEEDED is complete.
    status.succeeded(history, sha256);
    observers.forEach(observer -> observer.ended(Status.State.SUCCEEDED));
    var facts = summary.facts();
    averaged.ifPresent(model -> facts.putAll(model.facts()));
    facts.put("report", folder.location(REPORT_FILE));
    return new SucceededRun(history.epochs(), facts);
  }

  private void recordFailure(Throwable e) {
    if (finished) {
      return;
    }
    try {
      Status.State state = status.failed(Failure.of(e), history);
      observers.forEach(observer -> observer.ended(state));
    } catch (RuntimeException unwritable) {
      // The disk may be what failed: the first error is the one to tell.
      e.addSuppressed(unwritable);
    }
  }
}
