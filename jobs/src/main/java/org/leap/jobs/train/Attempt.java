package org.leap.jobs.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.jobs.config.RunConfig;
import org.leap.jobs.datasets.DataSet;
import org.leap.jobs.folder.History;
import org.leap.jobs.folder.MetricsLog;
import org.leap.jobs.folder.ModelFiles;
import org.leap.jobs.folder.RecordedRun;
import org.leap.jobs.folder.RunSummary;
import org.leap.jobs.folder.Status;
import org.leap.jobs.folder.StatusFile;
import org.leap.jobs.model.ParametersDigest;
import org.leap.jobs.plan.ChunkedSets;
import org.leap.jobs.plan.FlatnessWatch;
import org.leap.jobs.plan.Inputs;
import org.leap.jobs.plan.Plan;
import org.leap.jobs.plan.StartingPoint;
import org.leap.jobs.process.Failure;
import org.leap.jobs.process.Interruption;
import org.leap.jobs.process.UsageException;
import org.leap.jobs.progress.Progress;
import org.leap.jobs.report.EpochReport;
import org.leap.jobs.report.FinalScores;
import org.leap.jobs.train.TrainingRun.SucceededRun;
import org.leap.spark.checkpoint.Checkpoint;
import org.leap.spark.checkpoint.RunCheckpoints;
import org.leap.spark.checkpoint.RunIdentity;
import org.leap.spark.checkpoint.RunMemory;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.Evaluation;
import org.leap.spark.engine.Evaluator;
import org.leap.spark.engine.InterruptedRunException;
import org.leap.spark.engine.JobGroup;
import org.leap.spark.engine.LogContext;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.engine.Preflight;
import org.leap.spark.storage.Folder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt at a run, inside its folder: whatever happens, status.json tells. */
final class Attempt {
  private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);
  static final String REPORT_FILE = "report.html";

  private final TrainingRun run;
  private final RunConfig config;
  private final Folder folder;
  private final Folder checkpoints;
  private final Interruption interruption;
  private final StatusFile status;
  private final List<Observer> observers;
  private final JobGroup jobs;
  private History history = new History();

  /** Whether the folder is that of this configuration, and not of a run that it goes beyond. */
  private boolean claimed;

  /** The resolved configuration. */
  private String yaml;

  /** Whether that run had succeeded: its last word stays until the folder is claimed. */
  private final boolean afterSuccess;

  /**
   * @param longer whether the folder is that of a shorter run
   * @param afterSuccess whether that has succeeded
   */
  Attempt(
      TrainingRun run,
      Folder checkpoints,
      Interruption interruption,
      boolean longer,
      boolean afterSuccess)
      throws IOException {
    this.run = run;
    this.config = run.resolved().config();
    this.yaml = run.resolved().yaml();
    this.folder = run.folder();
    this.checkpoints = checkpoints;
    this.interruption = interruption;
    this.afterSuccess = afterSuccess;
    this.status = new StatusFile(folder);
    if (!longer) {
      claim();
    }
    Observer figures = new Observer.Figures(run.figures());
    Observer mlflow =
        Observer.Mlflow.of(run.spark().getConf(), System.getenv(), run.resolved(), folder);
    this.observers = mlflow == null ? List.of(figures) : List.of(figures, mlflow);
    this.jobs = new JobGroup(run.spark().sc());
    LogContext.run(run.spark().sc(), config.name());
  }

  private void claim() throws IOException {
    folder.write(RecordedRun.CONFIG_FILE, yaml);
    claimed = true;
  }

  SucceededRun run() throws IOException {
    interruption.endsAtOnce(() -> recordFailure(new InterruptedRunException()));
    JavaSparkContext spark = run.spark();
    try {
      DataSet data =
          DataSet.open(
              config.data(), run.shared().before(config, folder), spark.hadoopConfiguration());
      status.skipped(data.skipped().count());
      RunIdentity identity = identity(Inputs.now(config, data, spark.hadoopConfiguration()));
      Plan plan = Plan.of(config, data, spark.hadoopConfiguration());
      tell(plan.origin());
      try (ChunkedSets chunks = ChunkedSets.of(spark, config, data)) {
        return train(plan, identity, data, chunks);
      }
    } catch (Exception | Error e) {
      // An OutOfMemoryError too, and SparkException, which is checked although Scala does not say
      // so: a status that says RUNNING would be wrong for ever.
      recordFailure(e);
      throw e;
    }
  }

  /** The resolved configuration says what the network in a file brings. */
  private void tell(StartingPoint origin) throws IOException {
    origin.warnings().forEach(LOG::warn);
    origin.facts().forEach((name, fact) -> LOG.info("{}: {}", name, fact));
    if (!origin.settings().isEmpty()) {
      yaml = run.resolved().with(origin.settings()).yaml();
      folder.write(RecordedRun.CONFIG_FILE, yaml);
    }
  }

  /** Of the run as it was begun, by whatever version, or begins now. */
  private RunIdentity identity(Map<String, String> inputs) throws IOException {
    run.shared().check(config, folder.toString(), inputs);
    Optional<RunIdentity> begun = Inputs.begun(folder);
    if (begun.isPresent()) {
      Inputs.refuseOthers(folder.toString(), begun.get(), inputs);
    }
    RunIdentity identity =
        begun.orElseGet(() -> new RunIdentity(DigestUtils.sha256Hex(config.stepsKey()), inputs));
    if (begun.isEmpty()) {
      Inputs.begin(folder, identity);
    }
    if (!claimed) {
      // Only now, so that a longer run that is refused leaves the folder to the one that is there.
      claim();
    }
    return identity;
  }

  private SucceededRun train(Plan plan, RunIdentity identity, DataSet data, ChunkedSets chunks)
      throws IOException {
    ChunkedData train = chunks.train(plan.layout());
    AveragingTrainer trainer = new AveragingTrainer(plan.blueprint(), train, plan.training(), jobs);
    RoundRecorder.Evaluators evaluators =
        evaluators(plan, chunks, FlatnessWatch.of(config, plan, data, chunks, train, jobs));
    status.trainedOn(trainer::hardware);
    interruption.endsInOrder(jobs::interrupt);
    RunCheckpoints saved = savedCheckpoints();
    Optional<Checkpoint> checkpoint =
        new Resumption(folder, checkpoints, config, identity).from(saved, trainer);
    int step = checkpoint.map(Checkpoint::step).orElse(0);
    RunMemory memory = checkpoint.map(Checkpoint::memory).orElse(RunMemory.EMPTY);
    history = MetricsLog.rewind(folder, step, !memory.evaluationDue());
    status.running(history);
    NetworkState start = start(plan, checkpoint);
    preflight(plan, start);
    Guide guide = new Guide(config, plan.layout().stepsPerEpoch(), memory, step, history);
    ModelFiles models =
        new ModelFiles(folder, plan.blueprint(), plan.data(), plan.layout().stepsPerEpoch());
    Guessing guessing = new Guessing(plan.data().shape().classes());
    List<Progress> followers = followers(trainer.rounds(), plan.epochs());
    NetworkState last;
    Optional<ClosingFacts.AveragedModel> averaged;
    try (MetricsLog metrics = MetricsLog.append(folder)) {
      RoundRecorder recorder =
          new RoundRecorder(
              guide,
              evaluators,
              new RoundRecorder.Records(metrics, status, history, models, guessing),
              new RoundRecorder.Checkpoints(saved, identity, trainer::hardware),
              followers);
      try {
        checkpoint.filter(c -> c.memory().evaluationDue()).ifPresent(recorder::evaluateNow);
        last = trainer.train(start, step, recorder, guide);
        averaged = ClosingFacts.AveragedModel.of(plan, guide.mean(), trainer, evaluators);
      } catch (InterruptedRunException e) {
        recorder.saveCheckpoint();
        throw e;
      }
    } finally {
      run.progress().finished();
    }
    save(models, last, averaged, guide);
    FinalScores scores = scores(plan, chunks, evaluators.test(), last);
    mark(guessing, scores);
    return finish(last, averaged, scores, closing(plan, guessing, trainer));
  }

  private ClosingFacts closing(Plan plan, Guessing guessing, AveragingTrainer trainer) {
    return new ClosingFacts(
        plan, history, status.badRecords(), guessing.finding(), trainer.devices());
  }

  /** Once more at the end: an attempt that begins after the last evaluation has made none. */
  private void mark(Guessing guessing, FinalScores scores) {
    if (!scores.classes().isEmpty()) {
      history
          .lastEpoch()
          .ifPresent(epoch -> guessing.evaluated(history, epoch, scores.largestClass()));
      status.guessing(guessing.finding().isPresent());
    }
  }

  private static NetworkState start(Plan plan, Optional<Checkpoint> checkpoint) {
    return checkpoint
        .map(Checkpoint::state)
        .or(plan::start)
        .orElseGet(() -> AveragingTrainer.initialState(plan.blueprint()));
  }

  private RunCheckpoints savedCheckpoints() {
    return new RunCheckpoints(
        checkpoints,
        new RunCheckpoints.Settings(config.checkpoint().everyRounds(), config.checkpoint().keep()));
  }

  private RoundRecorder.Evaluators evaluators(
      Plan plan, ChunkedSets chunks, Optional<FlatnessWatch> flatness) {
    int workers = plan.layout().workers();
    return new RoundRecorder.Evaluators(
        chunks.validation(workers).map(set -> new Evaluator(plan.blueprint(), set, jobs)),
        new Evaluator(plan.blueprint(), chunks.test(workers), jobs),
        flatness);
  }

  /** Who is told of the rounds, and that they begin. */
  private List<Progress> followers(int rounds, int epochs) {
    List<Progress> followers = new ArrayList<>(observers);
    followers.add(run.progress());
    int done = history.rounds().size();
    followers.forEach(follower -> follower.started(done, rounds, epochs));
    return followers;
  }

  private void save(
      ModelFiles models,
      NetworkState last,
      Optional<ClosingFacts.AveragedModel> averaged,
      Guide guide)
      throws IOException {
    TrainingRun.refuseDeleted(folder);
    models.write(ModelFiles.LAST, last, guide.step(), guide.lastRateScale());
    if (averaged.isPresent()) {
      models.write(
          ModelFiles.AVERAGED, averaged.get().state(), guide.step(), guide.lastRateScale());
      status.averaged(averaged.get().test(), averaged.get().validation());
    }
  }

  private void preflight(Plan plan, NetworkState start) {
    Preflight.Findings findings =
        Preflight.check(
            run.spark().sc(), plan.layout(), plan.training(), start, plan.replicaBytes());
    findings.warnings().forEach(LOG::warn);
    if (!findings.errors().isEmpty()) {
      throw new UsageException(String.join("\n", findings.errors()));
    }
  }

  /** On the test set by class, and on about as many training examples as there are to test on. */
  private FinalScores scores(Plan plan, ChunkedSets chunks, Evaluator test, NetworkState last) {
    int classes = plan.data().classes().size();
    boolean listed = classes > 0 && classes <= FinalScores.MOST_CLASSES;
    Evaluation training =
        new Evaluator(plan.blueprint(), chunks.trainingSample(plan.layout()), jobs)
            .evaluate(last, "evaluation on training examples");
    return new FinalScores(
        EpochReport.Score.of(training),
        training.examples(),
        listed
            ? FinalScores.classes(
                plan.data().classes(),
                test.evaluateInDetail(last, "evaluation by class").confusion())
            : List.of());
  }

  private SucceededRun finish(
      NetworkState last,
      Optional<ClosingFacts.AveragedModel> averaged,
      FinalScores scores,
      ClosingFacts closing)
      throws IOException {
    String sha256 = ParametersDigest.sha256(last.parameters());
    double seconds = status.seconds();
    Map<String, String> facts = closing.of(last, sha256, seconds);
    RunSummary summary = new RunSummary(config.name(), facts, seconds, scores);
    summary.write(folder);
    folder.write(REPORT_FILE, summary.report(history, yaml).html());
    // Last, so that a folder that says SUCCEEDED is complete.
    status.succeeded(history, sha256);
    observers.forEach(observer -> observer.ended(Status.State.SUCCEEDED));
    averaged.ifPresent(model -> facts.putAll(model.facts()));
    facts.put("report", folder.location(REPORT_FILE));
    return new SucceededRun(history.epochs(), facts);
  }

  private void recordFailure(Throwable e) {
    if (afterSuccess && !claimed) {
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
