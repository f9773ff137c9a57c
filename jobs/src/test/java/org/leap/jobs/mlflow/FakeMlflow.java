package org.leap.jobs.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A tracking server on the loopback interface that remembers what it was told. */
public final class FakeMlflow implements AutoCloseable {
  private final HttpServer server;
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final Map<String, String> answers = new ConcurrentHashMap<>();

  /** One call: the name behind {@code /api/2.0/mlflow/}, and what was sent; bytes of artifacts. */
  public record Call(String name, String authorization, JsonNode body) {}

  public FakeMlflow() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    answer("experiments/search", "{}");
    answer("experiments/create", "{\"experiment_id\": \"7\"}");
    answer("runs/search", "{}");
    answer(
        "runs/create",
        "{'run': {'info': {'run_id': 'r1', 'artifact_uri': 'mlflow-artifacts:/7/r1/artifacts'}}}"
            .replace('\'', '"'));
    server.start();
  }

  /** What a call is answered with from now on; {@code 500 text} for an error. */
  public void answer(String name, String json) {
    answers.put(name, json);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String name = exchange.getRequestURI().getPath().replaceFirst(".*/api/2.0/(mlflow/)?", "");
    byte[] sent = exchange.getRequestBody().readAllBytes();
    JsonNode body =
        exchange.getRequestMethod().equals("PUT")
            ? BinaryNode.valueOf(sent)
            : new ObjectMapper().readTree(sent);
    calls.add(new Call(name, exchange.getRequestHeaders().getFirst("Authorization"), body));
    String answer = answers.getOrDefault(name, "{}");
    boolean error = answer.startsWith("500 ");
    byte[] bytes = (error ? answer.substring(4) : answer).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(error ? 500 : 200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  public String uri() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public List<Call> calls(String name) {
    return calls.stream().filter(call -> call.name().equals(name)).toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
