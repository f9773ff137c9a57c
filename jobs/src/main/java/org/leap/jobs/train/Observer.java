package org.leap.jobs.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.leap.jobs.config.ResolvedConfig;
import org.leap.jobs.folder.ModelFiles;
import org.leap.jobs.folder.RecordedRun;
import org.leap.jobs.folder.Status;
import org.leap.jobs.mlflow.MlflowRun;
import org.leap.jobs.progress.Progress;
import org.leap.jobs.report.EpochReport;
import org.leap.jobs.text.Concealed;
import org.leap.spark.engine.RoundReport;
import org.leap.spark.monitoring.RunFigures;
import org.leap.spark.storage.Folder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a run beside its own records, as MLflow does. Whatever goes wrong there, the run must not
 * notice.
 */
interface Observer extends Progress {
  /** The run is over, well or not. */
  void ended(Status.State state);

  /** Keeps what Spark's metrics show of the run. */
  final class Figures implements Observer {
    private final String name;
    private RunFigures figures;

    /** Of a run among those that share the driver; the name of one that is alone is empty. */
    Figures(String name) {
      this.name = name;
    }

    @Override
    public void started(int roundsDone, int totalRounds, int totalEpochs) {
      figures = RunFigures.begin(name, roundsDone, totalRounds);
    }

    @Override
    public void round(RoundReport round) {
      figures.round(round);
    }

    @Override
    public void epoch(EpochReport epoch) {
      boolean ofClasses = epoch.measure() == EpochReport.Measure.ACCURACY;
      figures.evaluated(ofClasses ? epoch.testScore() : Double.NaN, epoch.testLoss());
    }

    @Override
    public void ended(Status.State state) {
      if (figures != null) {
        figures.close();
      }
    }
  }

  /**
   * Sends a run to an MLflow tracking server. Which one is the driver's affair: Spark's setting
   * {@code spark.leap.mlflow.trackingUri}, or MLflow's own environment variable.
   */
  final class Mlflow implements Observer {
    private static final String URI = "spark.leap.mlflow.trackingUri";
    private static final String EXPERIMENT = "spark.leap.mlflow.experiment";

    private static final Logger LOG = LoggerFactory.getLogger(Mlflow.class);

    private final MlflowRun mlflow;

    private final Folder folder;

    private Mlflow(MlflowRun mlflow, Folder folder) {
      this.mlflow = mlflow;
      this.folder = folder;
    }

    /** Null if no server is set, or none can be meant. */
    static Observer of(
        SparkConf conf, Map<String, String> environment, ResolvedConfig resolved, Folder folder) {
      String uri = conf.get(URI, environment.getOrDefault("MLFLOW_TRACKING_URI", ""));
      if (uri.isBlank()) {
        return null;
      }
      String experiment =
          conf.get(EXPERIMENT, environment.getOrDefault("MLFLOW_EXPERIMENT_NAME", "leap"));
      MlflowRun run =
          MlflowRun.start(
              uri,
              new MlflowRun.Identity(
                  experiment, resolved.config().name(), folder.toString(), parameters(resolved)),
              environment);
      return run == null ? null : new Mlflow(run, folder);
    }

    /** The keys of the configuration and their values as they are written, without secrets. */
    static Map<String, String> parameters(ResolvedConfig resolved) {
      Map<String, String> parameters = new LinkedHashMap<>();
      resolved.settings().forEach((key, value) -> parameters.put(key, Concealed.in(value)));
      return parameters;
    }

    @Override
    public void round(RoundReport round) {
      Map<String, Double> metrics = new LinkedHashMap<>();
      metrics.put("loss", round.loss());
      metrics.put("learningRate", round.rate().learningRate());
      metrics.put("sigmaEffective", round.rate().effectiveSigma());
      metrics.put("examplesPerSecond", round.examplesPerSecond());
      mlflow.log(round.step(), metrics);
    }

    @Override
    public void epoch(EpochReport epoch) {
      Map<String, Double> metrics = new LinkedHashMap<>();
      metrics.put("test" + epoch.measure().title(), epoch.testScore());
      metrics.put("testLoss", epoch.testLoss());
      mlflow.log(epoch.step(), metrics);
    }

    private void keepFiles() {
      List<MlflowRun.Artifact> files = new ArrayList<>();
      try {
        Map<String, Long> lengths = folder.lengths();
        for (String name : List.of(RecordedRun.CONFIG_FILE, Attempt.REPORT_FILE, ModelFiles.LAST)) {
          files.add(new MlflowRun.Artifact(name, lengths.get(name), () -> folder.open(name)));
        }
        mlflow.keep(files);
      } catch (IOException e) {
        LOG.warn("report and model are not sent to MLflow: {}", e.toString());
      }
    }

    @Override
    public void ended(Status.State state) {
      mlflow.ended(
          switch (state) {
            case SUCCEEDED -> "FINISHED";
            case INTERRUPTED -> "KILLED";
            default -> "FAILED";
          });
      if (state == Status.State.SUCCEEDED) {
        keepFiles();
      }
      mlflow.close();
    }
  }
}
