package org.leap.jobs.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.commons.lang3.StringUtils;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.leap.jobs.mlflow.MlflowServer.MlflowException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run as an MLflow tracking server sees it. Everything is sent by a thread of its own, in batches
 * every two seconds; the run never waits, except a few seconds for the last batch. The first
 * failure is logged and ends the sending, nothing else.
 */
public final class MlflowRun implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MlflowRun.class);
  private static final long PERIOD_SECONDS = 2;
  private static final long LAST_SECONDS = 15;
  private static final long LAST_SECONDS_OF_FILES = 120;

  /** Limits of the interface. */
  private static final int MOST_METRICS = 1000;

  private static final int MOST_PARAMETERS = 100;
  private static final int LONGEST_VALUE = 500;

  /** What waits is bounded too: a server that hangs costs metrics, not memory. */
  private static final int MOST_WAITING = 100_000;

  /** Scheme of artifacts that the server takes itself. */
  private static final String SERVED = "mlflow-artifacts";

  private static final String FOLDER_TAG = "leap.runFolder";

  private final ScheduledExecutorService sender =
      Executors.newSingleThreadScheduledExecutor(
          new BasicThreadFactory.Builder().namingPattern("mlflow").daemon(true).build());
  private final MlflowServer server;
  private final Identity identity;
  private List<Map<String, Object>> waiting = new ArrayList<>();
  private volatile String status = "FAILED";
  private String runId;

  /** Where the server keeps the run's files, a URI. */
  private String artifacts = "";

  private List<Artifact> files = List.of();
  private boolean broken;

  /**
   * Names and parameters of a run, which are sent first.
   *
   * @param experiment MLflow's experiment, created if it does not exist
   * @param name of the run
   * @param folder its run folder; an unfinished run of that folder goes on
   * @param parameters its configuration
   */
  public record Identity(
      String experiment, String name, String folder, Map<String, String> parameters) {
    public Identity {
      parameters = Map.copyOf(parameters);
    }
  }

  private MlflowRun(MlflowServer server, Identity identity) {
    this.server = server;
    this.identity = identity;
    var unused = sender.scheduleWithFixedDelay(this::send, 0, PERIOD_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Starts to send.
   *
   * @param environment for credentials, under MLflow's own names
   * @return null, after a warning, if the URI is none of a tracking server
   */
  public static MlflowRun start(String uri, Identity identity, Map<String, String> environment) {
    try {
      return new MlflowRun(new MlflowServer(uri, environment), identity);
    } catch (MlflowException e) {
      LOG.warn("nothing is sent to MLflow: {}", e.getMessage());
      return null;
    }
  }

  /** Metrics of one step; those that are not finite are left out. */
  public synchronized void log(long step, Map<String, Double> metrics) {
    long now = System.currentTimeMillis();
    if (broken || waiting.size() + metrics.size() > MOST_WAITING) {
      return;
    }
    metrics.forEach(
        (key, value) -> {
          if (value != null && Double.isFinite(value)) {
            waiting.add(Map.of("key", key, "value", value, "timestamp", now, "step", step));
          }
        });
  }

  /**
   * Sets the status with which the run ended.
   *
   * @param mlflowStatus {@code FINISHED}, {@code FAILED} or {@code KILLED}
   */
  public void ended(String mlflowStatus) {
    status = mlflowStatus;
  }

  /**
   * A file of a run.
   *
   * @param length in bytes
   */
  public record Artifact(String name, long length, Content content) {}

  /** Opens what is sent. */
  public interface Content {
    /** From its first byte on. */
    InputStream open() throws IOException;
  }

  /** Files that are sent when the run ends. */
  public void keep(List<Artifact> artifactsOfRun) {
    files = List.copyOf(artifactsOfRun);
  }

  /** Sends the rest, the status, and the files to keep. */
  @Override
  public void close() {
    sender.execute(this::sendEnd);
    sender.shutdown();
    long seconds = files.isEmpty() ? LAST_SECONDS : LAST_SECONDS_OF_FILES;
    try {
      if (!sender.awaitTermination(seconds, TimeUnit.SECONDS)) {
        LOG.warn("{} takes too long: the run may stay RUNNING there", server);
        sender.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send() {
    attempt(
        () -> {
          if (runId == null) {
            runId = findOrCreateRun();
          }
          log(runId, "metrics", take(), MOST_METRICS);
        });
  }

  private void sendEnd() {
    send();
    attempt(
        () ->
            server.post(
                "runs/update",
                Map.of("run_id", runId, "status", status, "end_time", System.currentTimeMillis())));
    attempt(this::sendFiles);
  }

  private void sendFiles() throws IOException, InterruptedException {
    if (files.isEmpty()) {
      return;
    }
    URI store = URI.create(artifacts);
    if (!SERVED.equals(store.getScheme())) {
      LOG.info("{} does not serve artifacts: report and model stay in the run folder", server);
      return;
    }
    String path = store.getRawPath().replaceFirst("^/", "") + "/";
    for (Artifact file : files) {
      server.put(path + file.name(), file);
    }
  }

  private synchronized List<Map<String, Object>> take() {
    List<Map<String, Object>> taken = waiting;
    waiting = new ArrayList<>();
    return taken;
  }

  private interface Call {
    void run() throws IOException, InterruptedException;
  }

  private void attempt(Call call) {
    if (isBroken()) {
      return;
    }
    try {
      call.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      LOG.warn("nothing more is sent to MLflow at {}; training goes on: {}", server, e.toString());
      giveUp();
    }
  }

  private synchronized boolean isBroken() {
    return broken;
  }

  private synchronized void giveUp() {
    broken = true;
    waiting = new ArrayList<>();
  }

  private String findOrCreateRun() throws IOException, InterruptedException {
    String experiment = experiment();
    String filter = "tags.`%s` = '%s'".formatted(FOLDER_TAG, identity.folder().replace("'", ""));
    JsonNode found =
        server
            .post(
                "runs/search",
                Map.of("experiment_ids", List.of(experiment), "filter", filter, "max_results", 1))
            .path("runs")
            .path(0)
            .path("info");
    String state = found.path("status").asText("FINISHED");
    if (!state.equals("FINISHED")) {
      String id = found.path("run_id").asText();
      artifacts = found.path("artifact_uri").asText();
      server.post("runs/update", Map.of("run_id", id, "status", "RUNNING"));
      return id;
    }
    return create(experiment);
  }

  private String experiment() throws IOException, InterruptedException {
    Map<String, Object> byName =
        Map.of(
            "filter",
            "name = '%s'".formatted(identity.experiment().replace("'", "")),
            "max_results",
            1);
    JsonNode known =
        server.post("experiments/search", byName).path("experiments").path(0).path("experiment_id");
    return known.isMissingNode()
        ? text(
            server.post("experiments/create", Map.of("name", identity.experiment())),
            "experiment_id")
        : known.asText();
  }

  private String create(String experiment) throws IOException, InterruptedException {
    Map<String, Object> run =
        Map.of(
            "experiment_id",
            experiment,
            "run_name",
            identity.name(),
            "start_time",
            System.currentTimeMillis(),
            "tags",
            List.of(Map.of("key", FOLDER_TAG, "value", identity.folder())));
    JsonNode created = server.post("runs/create", run).path("run").path("info");
    String id = text(created, "run_id");
    artifacts = created.path("artifact_uri").asText();
    List<Map<String, String>> parameters = new ArrayList<>();
    identity
        .parameters()
        .forEach(
            (key, value) ->
                parameters.add(
                    Map.of("key", key, "value", StringUtils.truncate(value, LONGEST_VALUE))));
    log(id, "params", parameters, MOST_PARAMETERS);
    return id;
  }

  private void log(String run, String what, List<?> values, int most)
      throws IOException, InterruptedException {
    for (int from = 0; from < values.size(); from += most) {
      int to = Math.min(values.size(), from + most);
      server.post("runs/log-batch", Map.of("run_id", run, what, values.subList(from, to)));
    }
  }

  private static String text(JsonNode answer, String field) throws MlflowException {
    String text = answer.path(field).asText();
    if (text.isEmpty()) {
      throw new MlflowException("the answer has no " + field);
    }
    return text;
  }
}
