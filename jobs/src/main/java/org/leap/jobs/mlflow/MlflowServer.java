package org.leap.jobs.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.apache.commons.lang3.function.Failable;
import org.leap.jobs.text.Quoted;

/** A tracking server, called by version 2.0 of its REST interface. */
final class MlflowServer {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration UPLOAD_LIMIT = Duration.ofMinutes(2);
  private static final int LARGEST_ANSWER = 1 << 20;
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build();
  private final URI base;
  private final String authorization;

  /**
   * @param uri {@code http(s)://HOST[:PORT][/PATH]}
   * @param environment may hold {@code MLFLOW_TRACKING_TOKEN}, or {@code MLFLOW_TRACKING_USERNAME}
   *     and {@code MLFLOW_TRACKING_PASSWORD}
   * @throws MlflowException if the URI is none of a server
   */
  MlflowServer(String uri, Map<String, String> environment) throws MlflowException {
    base = base(uri);
    authorization = authorization(environment);
  }

  private static URI base(String uri) throws MlflowException {
    String hint =
        "'%s' is no tracking server, expected http://HOST:PORT or https://HOST".formatted(uri);
    try {
      URI parsed = URI.create(uri.strip());
      String scheme = parsed.getScheme();
      if (parsed.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
        throw new MlflowException(hint);
      }
      return parsed;
    } catch (IllegalArgumentException e) {
      throw new MlflowException(hint);
    }
  }

  private static String authorization(Map<String, String> environment) {
    String token = environment.get("MLFLOW_TRACKING_TOKEN");
    if (token != null && !token.isBlank()) {
      return "Bearer " + token.strip();
    }
    String user = environment.get("MLFLOW_TRACKING_USERNAME");
    if (user == null || user.isBlank()) {
      return null;
    }
    String pair = user + ":" + environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  /** Calls {@code /api/2.0/mlflow/NAME}; a refusal is told in the server's own words. */
  JsonNode post(String name, Object body) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request("mlflow/" + name, LIMIT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    HttpResponse<InputStream> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    byte[] answer;
    try (InputStream in = response.body()) {
      answer = in.readNBytes(LARGEST_ANSWER);
    }
    JsonNode json;
    try {
      json = JSON.readTree(answer);
    } catch (IOException e) {
      throw new MlflowException(
          "%s was answered with %s and no JSON".formatted(name, response.statusCode()));
    }
    if (response.statusCode() != 200) {
      throw new MlflowException(
          "%s was refused with %s: %s %s"
              .formatted(
                  name,
                  response.statusCode(),
                  Quoted.bare(json.path("error_code").asText()),
                  Quoted.bare(json.path("message").asText())));
    }
    return json;
  }

  /**
   * Puts a file into the server's own store of artifacts.
   *
   * @param path as the server names it, without its scheme
   */
  void put(String path, MlflowRun.Artifact file) throws IOException, InterruptedException {
    HttpRequest.BodyPublisher body =
        HttpRequest.BodyPublishers.ofInputStream(() -> Failable.call(file.content()::open));
    HttpRequest.Builder request =
        request("mlflow-artifacts/artifacts/" + path, UPLOAD_LIMIT)
            .PUT(HttpRequest.BodyPublishers.fromPublisher(body, file.length()));
    int status = client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    if (status != 200) {
      throw new MlflowException("the artifact was refused with " + status);
    }
  }

  private HttpRequest.Builder request(String endpoint, Duration limit) {
    HttpRequest.Builder request = HttpRequest.newBuilder(endpoint(endpoint)).timeout(limit);
    return authorization == null ? request : request.header("Authorization", authorization);
  }

  private URI endpoint(String name) {
    String path = base.getPath() == null ? "" : base.getPath();
    String folder = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return base.resolve(folder + "/api/2.0/" + name);
  }

  @Override
  public String toString() {
    return base.getScheme()
        + "://"
        + base.getHost()
        + (base.getPort() < 0 ? "" : ":" + base.getPort());
  }

  /** The tracking server refused something, or answered what nobody understands. */
  static final class MlflowException extends IOException {
    private static final long serialVersionUID = 1L;

    MlflowException(String message) {
      super(message);
    }
  }
}
