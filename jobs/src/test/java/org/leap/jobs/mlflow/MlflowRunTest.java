package org.leap.jobs.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.leap.jobs.mlflow.MlflowServer.MlflowException;

final class MlflowRunTest {
  private FakeMlflow server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeMlflow();
  }

  @AfterEach
  void end() {
    server.close();
  }

  private MlflowRun run(Map<String, String> parameters, Map<String, String> environment) {
    MlflowRun run =
        MlflowRun.start(
            server.uri(),
            new MlflowRun.Identity("leap", "lenet", "hdfs:///runs/lenet", parameters),
            environment);
    assertNotNull(run);
    return run;
  }

  @Test
  void parametersMetricsAndTheEndArrive() {
    try (MlflowRun run = run(Map.of("seed", "42"), Map.of("MLFLOW_TRACKING_TOKEN", "secret"))) {
      run.log(5, Map.of("loss", 0.5));
      run.log(10, Map.of("loss", 0.25));
      run.ended("FINISHED");
    }
    JsonNode created = server.calls("runs/create").get(0).body();
    assertEquals("7", created.path("experiment_id").asText());
    assertEquals("lenet", created.path("run_name").asText());
    assertEquals("hdfs:///runs/lenet", created.path("tags").path(0).path("value").asText());
    assertEquals("Bearer secret", server.calls("runs/create").get(0).authorization());
    List<String> sent = new ArrayList<>();
    for (FakeMlflow.Call call : server.calls("runs/log-batch")) {
      assertEquals("r1", call.body().path("run_id").asText());
      call.body()
          .path("params")
          .forEach(p -> sent.add(p.path("key").asText() + "=" + p.path("value").asText()));
      call.body().path("metrics").forEach(m -> sent.add(m.path("step") + ":" + m.path("value")));
    }
    assertEquals(List.of("seed=42", "5:0.5", "10:0.25"), sent);
    assertEquals("FINISHED", server.calls("runs/update").get(0).body().path("status").asText());
  }

  @Test
  void anUnfinishedRunOfTheSameFolderGoesOn() {
    server.answer("experiments/search", "{\"experiments\": [{\"experiment_id\": \"3\"}]}");
    server.answer(
        "runs/search", "{\"runs\": [{\"info\": {\"run_id\": \"old\", \"status\": \"KILLED\"}}]}");
    try (MlflowRun run = run(Map.of(), Map.of())) {
      run.log(1, Map.of("loss", 1.0));
    }
    assertEquals(List.of(), server.calls("experiments/create"));
    assertEquals(List.of(), server.calls("runs/create"));
    JsonNode search = server.calls("runs/search").get(0).body();
    assertEquals("3", search.path("experiment_ids").path(0).asText());
    assertEquals("tags.`leap.runFolder` = 'hdfs:///runs/lenet'", search.path("filter").asText());
    assertEquals("old", server.calls("runs/log-batch").get(0).body().path("run_id").asText());
  }

  @Test
  void manyMetricsAndParametersAreSentInBatchesThatTheInterfaceAllows() {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 0; i < 150; i++) {
      parameters.put("p" + i, "x".repeat(600));
    }
    try (MlflowRun run = run(parameters, Map.of())) {
      for (int step = 0; step < 2500; step++) {
        run.log(step, Map.of("loss", 1.0));
      }
    }
    int metrics = 0;
    for (FakeMlflow.Call call : server.calls("runs/log-batch")) {
      metrics += call.body().path("metrics").size();
      assertTrue(call.body().path("metrics").size() <= 1000);
      assertTrue(call.body().path("params").size() <= 100);
      call.body().path("params").forEach(p -> assertEquals(500, p.path("value").asText().length()));
    }
    assertEquals(2500, metrics);
  }

  private static MlflowRun.Artifact file(String name, byte[] bytes) {
    return new MlflowRun.Artifact(name, bytes.length, () -> new ByteArrayInputStream(bytes));
  }

  @Test
  void filesOfTheRunGoToAServerThatServesArtifacts() throws IOException {
    byte[] model = new byte[300_000];
    new Random(1).nextBytes(model);
    String served = "{'run': {'info': {'run_id': 'r1', 'artifact_uri': '%s'}}}".replace('\'', '"');
    server.answer("runs/create", served.formatted("mlflow-artifacts:/7/r1/artifacts"));
    try (MlflowRun run = run(Map.of(), Map.of("MLFLOW_TRACKING_TOKEN", "secret"))) {
      run.keep(
          List.of(file("report.html", "<p>well</p>".getBytes(UTF_8)), file("model.zip", model)));
      run.ended("FINISHED");
    }
    String at = "mlflow-artifacts/artifacts/7/r1/artifacts/";
    FakeMlflow.Call report = server.calls(at + "report.html").get(0);
    assertEquals("Bearer secret", report.authorization());
    assertArrayEquals("<p>well</p>".getBytes(UTF_8), report.body().binaryValue());
    assertArrayEquals(model, server.calls(at + "model.zip").get(0).body().binaryValue());

    server.answer("runs/create", served.formatted("s3://bucket/7/r1/artifacts"));
    try (MlflowRun run = run(Map.of(), Map.of())) {
      run.keep(List.of(file("report.html", model)));
      run.ended("FINISHED");
    }
    assertEquals(2, server.calls("runs/update").size());
    assertEquals(1, server.calls(at + "report.html").size());
  }

  @Test
  void whatIsNotFiniteIsLeftOut() {
    try (MlflowRun run = run(Map.of(), Map.of())) {
      run.log(1, Map.of("loss", Double.NaN));
    }
    assertEquals(List.of(), server.calls("runs/log-batch"));
  }

  @Test
  void aServerThatRefusesIsLeftAlone() {
    server.answer(
        "runs/create", "500 {\"error_code\": \"INTERNAL_ERROR\", \"message\": \"no disk\"}");
    try (MlflowRun run = run(Map.of(), Map.of())) {
      run.log(1, Map.of("loss", 1.0));
    }
    assertEquals(1, server.calls("runs/create").size());
    assertEquals(List.of(), server.calls("runs/log-batch"));
    assertEquals(List.of(), server.calls("runs/update"));
  }

  @Test
  void whatIsNoServerIsNotCalled() {
    assertNull(
        MlflowRun.start("databricks", new MlflowRun.Identity("e", "n", "f", Map.of()), Map.of()));
  }

  @Test
  void theRefusalIsToldInTheServersWords() throws Exception {
    server.answer("x", "500 {\"error_code\": \"E\", \"message\": \"no disk\"}");
    MlflowServer called = new MlflowServer(server.uri() + "/", Map.of());
    try {
      called.post("x", Map.of());
      throw new AssertionError("not refused");
    } catch (MlflowException e) {
      assertEquals("x was refused with 500: E no disk", e.getMessage());
    }
  }
}
