package org.leap.jobs.bench.recovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a run leaves in its folder, read while it is written and afterwards. */
record RunFolder(Path path) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of the end of the metrics: some lines. */
  private static final int TAIL = 1 << 12;

  private Path metrics() {
    return path.resolve("metrics.jsonl");
  }

  /** The last round that the metrics have; 0 if there is none. */
  int rounds() throws IOException {
    if (!Files.exists(metrics())) {
      return 0;
    }
    byte[] tail;
    try (RandomAccessFile file = new RandomAccessFile(metrics().toFile(), "r")) {
      tail = new byte[(int) Math.min(TAIL, file.length())];
      file.seek(file.length() - tail.length);
      file.readFully(tail);
    }
    int last = 0;
    for (String line : new String(tail, StandardCharsets.UTF_8).split("\n", -1)) {
      last = Math.max(last, parsed(line).path("round").asInt());
    }
    return last;
  }

  /** The lines of rounds. */
  List<JsonNode> all() throws IOException {
    List<JsonNode> rounds = new ArrayList<>();
    for (String line : Files.readAllLines(metrics())) {
      JsonNode json = parsed(line);
      if (json.has("round")) {
        rounds.add(json);
      }
    }
    return rounds;
  }

  JsonNode status() throws IOException {
    return JSON.readTree(path.resolve("status.json").toFile());
  }

  /** Nothing for a line that is cut off at either end. */
  private static JsonNode parsed(String line) {
    try {
      return line.startsWith("{") ? JSON.readTree(line) : JSON.missingNode();
    } catch (IOException e) {
      return JSON.missingNode();
    }
  }
}
