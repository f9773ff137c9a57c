package org.leap.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.Leap;

/** The pods that Spark asks Kubernetes for, with the property files as users have them. */
final class KubernetesSubmitIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir Path folder;
  private final BlockingQueue<JsonNode> pods = new LinkedBlockingQueue<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::accept);
    server.start();
  }

  @AfterEach
  void end() {
    server.stop(0);
  }

  /** Takes everything that is made, and has nothing. */
  private void accept(HttpExchange exchange) throws IOException {
    try (exchange) {
      String answer =
          "{\"kind\": \"PodList\", \"apiVersion\": \"v1\", \"metadata\": {}, \"items\": []}";
      if (!exchange.getRequestMethod().equals("GET")) {
        JsonNode body = new ObjectMapper().readTree(exchange.getRequestBody());
        if (body.path("kind").asText().equals("Pod")) {
          pods.add(body.deepCopy());
        }
        if (body.path("metadata") instanceof ObjectNode metadata) {
          metadata.put("uid", UUID.randomUUID().toString());
        }
        answer = body.toString();
      }
      byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(
          exchange.getRequestMethod().equals("POST") ? 201 : 200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private Process submit(String properties, String... more) throws IOException {
    SparkHome home =
        SparkHome.assemble(
                folder.resolve("spark"), Path.of(System.getProperty("spark.classpath.file")))
            .with(
                "spark-kubernetes_",
                "kubernetes-",
                "okhttp",
                "okio",
                "logging-interceptor",
                "vertx-",
                "zjsonpatch",
                "jackson-dataformat-yaml",
                "jackson-datatype-jsr310",
                "snakeyaml");
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of("--master", "k8s://http://127.0.0.1:" + server.getAddress().getPort()));
    arguments.addAll(List.of("--properties-file", "conf/spark/" + properties));
    arguments.addAll(List.of("--conf", "spark.kubernetes.submission.waitAppCompletion=false"));
    arguments.addAll(List.of("--class", Leap.class.getName()));
    arguments.addAll(List.of(more));
    ProcessBuilder builder = home.sparkSubmit(arguments).directory(ROOT.toFile());
    builder.environment().put("KUBECONFIG", folder.resolve("none").toString());
    return builder.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
  }

  private JsonNode pod(Process process) throws IOException, InterruptedException {
    JsonNode pod = pods.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
    if (pod == null) {
      process.destroyForcibly();
      throw new AssertionError("no pod: " + Files.readString(folder.resolve("log")));
    }
    return pod;
  }

  private static String environment(JsonNode container, String name) {
    for (JsonNode variable : container.path("env")) {
      if (variable.path("name").asText().equals(name)) {
        return variable.path("value").asText();
      }
    }
    return null;
  }

  @Test
  void theDriversPodIsAsThePropertyFileAndTheTemplateSay()
      throws IOException, InterruptedException {
    Process process =
        submit(
            "kubernetes.conf",
            "local:///opt/leap/leap-jobs.jar",
            "train",
            "/opt/leap/conf/quickstart.yaml",
            "--run-dir",
            "s3a://bucket/runs/{name}/{date}",
            "--resume");
    JsonNode pod = pod(process);
    assertTrue(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), Files.readString(folder.resolve("log")));

    assertEquals("leap", pod.at("/metadata/labels/app.kubernetes.io~1name").asText());
    assertEquals("4040", pod.at("/metadata/annotations/prometheus.io~1port").asText());
    assertEquals("leap", pod.at("/spec/serviceAccountName").asText());
    assertTrue(pod.at("/spec/securityContext/runAsNonRoot").asBoolean());
    assertEquals(90, pod.at("/spec/terminationGracePeriodSeconds").asInt());
    JsonNode container = pod.at("/spec/containers/0");
    assertEquals("registry.example.com/leap:0.2.0-SNAPSHOT", container.path("image").asText());
    assertEquals("7168Mi", container.at("/resources/limits/memory").asText());
    assertTrue(container.at("/securityContext/capabilities/drop").toString().contains("ALL"));
    assertEquals("1", environment(container, "OMP_NUM_THREADS"));
    List<String> arguments = new ArrayList<>();
    container.path("args").forEach(argument -> arguments.add(argument.asText()));
    assertEquals(
        List.of(
            "local:///opt/leap/leap-jobs.jar",
            "train",
            "/opt/leap/conf/quickstart.yaml",
            "--run-dir",
            "s3a://bucket/runs/{name}/{date}",
            "--resume"),
        arguments.subList(arguments.size() - 6, arguments.size()));
    assertTrue(arguments.contains(Leap.class.getName()), arguments::toString);
  }

  /** A driver outside asks for its executors itself. */
  @Test
  void theExecutorsPodsHaveTheirGpus() throws IOException, InterruptedException {
    Path script = folder.resolve("gpus.sh");
    Files.writeString(script, "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"0\"]}'\n");
    assertTrue(script.toFile().setExecutable(true));
    Process process =
        submit(
            "kubernetes-gpu.conf",
            "--deploy-mode",
            "client",
            "--conf",
            "spark.driver.host=127.0.0.1",
            "--conf",
            "spark.driver.resource.gpu.discoveryScript=" + script,
            System.getProperty("leap.bin.jar"),
            "train",
            "conf/quickstart.yaml",
            "--run-dir",
            folder.resolve("run").toString());
    try {
      JsonNode pod = pod(process);
      JsonNode container = pod.at("/spec/containers/0");
      assertEquals("2", container.at("/resources/limits/nvidia.com~1gpu").asText());
      assertEquals("10240Mi", container.at("/resources/limits/memory").asText());
      assertEquals("1", environment(container, "OMP_NUM_THREADS"));
      assertEquals("PCI_BUS_ID", environment(container, "CUDA_DEVICE_ORDER"));
      assertEquals(
          "nvidia.com/gpu.compute.major",
          pod.at(
                  "/spec/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms/0/matchExpressions/0/key")
              .asText());
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
