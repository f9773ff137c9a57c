package org.leap.jobs.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.leap.jobs.config.ResolvedConfig;
import org.leap.jobs.folder.Status;
import org.leap.jobs.mlflow.MlflowRun;
import org.leap.jobs.progress.Progress;
import org.leap.jobs.report.EpochReport;
import org.leap.jobs.text.Concealed;
import org.leap.spark.engine.RoundReport;
import org.leap.spark.monitoring.RunFigures;

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
      figures.evaluated(epoch.testAccuracy(), epoch.testLoss());
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

    private final MlflowRun mlflow;

    private Mlflow(MlflowRun mlflow) {
      this.mlflow = mlflow;
    }

    /** Null if no server is set, or none can be meant. */
    static Observer of(
        SparkConf conf, Map<String, String> environment, ResolvedConfig resolved, String folder) {
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
                  experiment, resolved.config().name(), folder, parameters(resolved)),
              environment);
      return run == null ? null : new Mlflow(run);
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
      metrics.put("testAccuracy", epoch.testAccuracy());
      metrics.put("testLoss", epoch.testLoss());
      mlflow.log(epoch.step(), metrics);
    }

    @Override
    public void ended(Status.State state) {
      mlflow.ended(
          switch (state) {
            case SUCCEEDED -> "FINISHED";
            case INTERRUPTED -> "KILLED";
            default -> "FAILED";
          });
      mlflow.close();
    }
  }
}
