package org.leap.jobs.monitoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.Leap;
import org.leap.jobs.cli.Experiment;
import org.leap.jobs.mlflow.FakeMlflow;

/**
 * One run with everything on that watches it, in a process of its own, with {@code
 * conf/spark/local.conf} as users have it.
 */
final class MonitoredRunTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String PREFIX =
      "metrics_leap_driver_plugin_org_leap_spark_monitoring_LeapPlugin_";
  private static final Pattern METRIC = Pattern.compile("(?m)^(metrics_\\w+)\\{[^}]*} (\\S+)$");

  @TempDir static Path folder;
  private static Experiment experiment;
  private static FakeMlflow mlflow;
  private static final Map<String, Set<String>> SCRAPED = new LinkedHashMap<>();
  private static List<String> log;

  @BeforeAll
  static void train() throws IOException, InterruptedException {
    experiment = new Experiment(Files.createDirectories(folder.resolve("experiment")));
    experiment.configuration(
        "perturbation: {sigma: 0.3}",
        "training: {epochs: 60, batchSize: 8, workers: 2, averagingFrequency: 2}");
    int port = freePort();
    try (FakeMlflow server = new FakeMlflow()) {
      mlflow = server;
      Path output = folder.resolve("output");
      Process process = start(port, server.uri(), output);
      scrapeUntilEnd(process, port);
      assertTrue(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), "still runs");
      log = Files.readAllLines(output);
      assertEquals(0, process.exitValue(), () -> String.join("\n", log));
    }
  }

  private static Process start(int port, String uri, Path output) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().strip().split("\\s+")));
    command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    Path conf = Path.of("..", "conf").toRealPath();
    command.add("-Dleap.properties.file=" + conf.resolve("spark/local.conf"));
    command.add("-Dspark.master=local[2]");
    command.add("-Dspark.ui.port=" + port);
    command.add("-Dspark.leap.mlflow.trackingUri=" + uri);
    command.add("-Dspark.leap.mlflow.experiment=nightly");
    command.add("-Dspark.eventLog.enabled=true");
    command.add("-Dspark.eventLog.dir=" + Files.createDirectories(folder.resolve("events")));
    Path logging = folder.resolve("log4j2.properties");
    Files.writeString(
        logging,
        Files.readString(conf.resolve("logging/log4j2-json.properties"))
            .replace("logger.leap.level = info", "logger.leap.level = debug"));
    command.add("-Dlog4j2.configurationFile=" + logging.toUri());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Leap.class.getName()));
    command.addAll(List.of("train", experiment.path("config.yaml").toString()));
    command.addAll(List.of("--run-dir", experiment.path("run").toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder.start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void scrapeUntilEnd(Process process, int port) throws InterruptedException {
    HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%s/metrics/prometheus".formatted(port)))
            .timeout(Duration.ofSeconds(5))
            .build();
    while (process.isAlive()) {
      try {
        String text = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        Matcher matcher = METRIC.matcher(text);
        while (matcher.find()) {
          SCRAPED.computeIfAbsent(matcher.group(1), name -> new HashSet<>()).add(matcher.group(2));
        }
      } catch (IOException e) {
        // Not yet, or no longer.
      }
      Thread.sleep(100);
    }
  }

  private static Set<String> scraped(String name) {
    return SCRAPED.getOrDefault(PREFIX + name + "_Value", Set.of());
  }

  @Test
  void prometheusSeesTheRunGoOn() {
    for (String changing :
        List.of("round", "epoch", "step", "loss", "examplesPerSecond", "testLoss")) {
      long values = scraped(changing).stream().filter(value -> !value.equals("NaN")).count();
      assertTrue(values > 3, () -> changing + ": " + scraped(changing));
    }
    assertTrue(scraped("learningRate").contains("0.02"), () -> "" + scraped("learningRate"));
    Set<Double> sigma = new TreeSet<>();
    scraped("effectiveSigma").forEach(value -> sigma.add(Double.valueOf(value)));
    assertTrue(sigma.stream().anyMatch(s -> s > 0.2 && s < 0.22), sigma::toString);
    assertTrue(scraped("rounds").contains("300.0"), () -> "" + scraped("rounds"));
    assertEquals(Set.of("0"), scraped("retries"));
    assertEquals(Set.of("0"), scraped("lostExecutors"));
  }

  @Test
  void partsOfARoundAddUp() {
    for (String part : List.of("total", "broadcast", "load", "compute", "perturb", "reduce")) {
      assertTrue(
          scraped("seconds_" + part).stream().anyMatch(value -> Double.parseDouble(value) > 0),
          () -> part + ": " + scraped("seconds_" + part));
    }
  }

  @Test
  void everyMetricOfTheDashboardExists() throws IOException {
    JsonNode dashboard =
        new ObjectMapper().readTree(Path.of("../conf/monitoring/grafana-dashboard.json").toFile());
    Set<String> asked = new TreeSet<>();
    for (JsonNode panel : dashboard.path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        Matcher name = Pattern.compile("metrics_\\w+").matcher(target.path("expr").asText());
        assertTrue(name.find(), target::toString);
        asked.add(name.group());
      }
    }
    Set<String> ours = new TreeSet<>(SCRAPED.keySet());
    ours.removeIf(
        name -> !name.startsWith(PREFIX) || name.endsWith("_Number") || name.contains("step"));
    assertEquals(ours, asked);
  }

  @Test
  void logLinesSayRunRoundAndWorker() throws IOException {
    Set<String> workers = new TreeSet<>();
    for (String line : log) {
      if (!line.startsWith("{")) {
        continue;
      }
      JsonNode json = new ObjectMapper().readTree(line);
      if (json.path("loggerName").asText().endsWith("WorkerTask")) {
        JsonNode context = json.path("contextMap");
        assertEquals("config", context.path("mdc.run").asText(), line);
        assertTrue(context.path("mdc.round").asText().matches("[0-9]+"), line);
        workers.add(context.path("mdc.worker").asText());
      }
    }
    assertEquals(Set.of("0", "1"), workers);
  }

  @Test
  void mlflowHasTheRun() {
    assertEquals("nightly", mlflow.calls("experiments/create").get(0).body().path("name").asText());
    int losses = 0;
    int accuracies = 0;
    Set<String> parameters = new HashSet<>();
    for (FakeMlflow.Call call : mlflow.calls("runs/log-batch")) {
      for (JsonNode metric : call.body().path("metrics")) {
        losses += metric.path("key").asText().equals("loss") ? 1 : 0;
        accuracies += metric.path("key").asText().equals("testAccuracy") ? 1 : 0;
      }
      call.body().path("params").forEach(p -> parameters.add(p.path("key").asText()));
    }
    assertEquals(300, losses);
    assertEquals(60, accuracies);
    assertTrue(parameters.contains("perturbation.sigma"), parameters::toString);
    assertEquals("FINISHED", mlflow.calls("runs/update").get(0).body().path("status").asText());
    for (String file : List.of("config.yaml", "report.html", "model.zip")) {
      assertEquals(1, mlflow.calls("mlflow-artifacts/artifacts/7/r1/artifacts/" + file).size());
    }
  }

  @Test
  void theHistoryServerShowsTheFinishedRun() throws IOException, InterruptedException {
    int port = freePort();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().strip().split("\\s+")));
    command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-Dspark.history.fs.logDirectory=" + folder.resolve("events").toUri());
    command.add("-Dspark.history.ui.port=" + port);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("org.apache.spark.deploy.history.HistoryServer");
    Path output = folder.resolve("history");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    Process server = builder.start();
    try {
      String base = "http://127.0.0.1:%s/api/v1/applications".formatted(port);
      JsonNode application = awaitJson(server, base, output).path(0);
      assertEquals("leap config", application.path("name").asText());
      assertTrue(application.at("/attempts/0/completed").asBoolean(), application::toString);
      JsonNode jobs =
          awaitJson(server, base + "/" + application.path("id").asText() + "/jobs", output);
      Set<String> descriptions = new HashSet<>();
      jobs.forEach(job -> descriptions.add(job.path("description").asText()));
      assertTrue(descriptions.contains("round 300 of 300, epoch 60"), descriptions::toString);
      assertTrue(descriptions.contains("evaluation after epoch 60"), descriptions::toString);
    } finally {
      server.destroyForcibly();
    }
  }

  /** Until there is an answer with something in it. */
  private static JsonNode awaitJson(Process server, String uri, Path output)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    HttpRequest request = HttpRequest.newBuilder(URI.create(uri)).build();
    while (server.isAlive() && System.nanoTime() < end) {
      try {
        String text =
            HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
        JsonNode json = new ObjectMapper().readTree(text);
        if (!json.isEmpty()) {
          return json;
        }
      } catch (IOException e) {
        // Not yet.
      }
      Thread.sleep(200);
    }
    throw new AssertionError("no answer from " + uri + ": " + Files.readString(output));
  }
}
