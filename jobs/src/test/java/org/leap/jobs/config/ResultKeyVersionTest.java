package org.leap.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Keys as they were written when prepared folders and checkpoints of version 1 came to be. The file
 * is never written anew: what it says must open for ever.
 */
class ResultKeyVersionTest {
  private static final String MODEL = "model: {name: lenet}\nschedule: {learningRate: 0.1}\n";

  @TempDir Path dir;

  private record Case(String header, List<String> lines) {
    @Override
    public String toString() {
      return header;
    }
  }

  static Stream<Case> cases() throws Exception {
    try (var in = ResultKeyVersionTest.class.getResourceAsStream("/config/result-keys.txt")) {
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(text.substring(2).split("\n# "))
          .map(String::lines)
          .map(lines -> lines.toList())
          .map(lines -> new Case(lines.get(0), lines.subList(1, lines.size())));
    }
  }

  /** A header is the beginning of the lines that follow, then options, between bars. */
  @ParameterizedTest
  @MethodSource("cases")
  void isWhatItWas(Case golden) throws Exception {
    var parts = List.of(golden.header().split("\\|"));
    var block = parts.get(0);
    boolean ofData = block.equals("data");
    var sets = new ArrayList<>(parts.subList(1, parts.size()));
    if (ofData && sets.get(0).contains("libsvm") && !sets.get(0).contains("normalize")) {
      sets.add("data.normalize=standard"); // Sparse data had the default of all others.
    }
    var config = load(ofData, sets);

    var lines = new ArrayList<>(config.resultKey().lines().toList());
    lines.removeIf(line -> !line.startsWith(block));
    if (ofData) {
      var data = config.data();
      data.examplesKey().lines().map(line -> "examples: " + line).forEach(lines::add);
      data.filesKey().lines().map(line -> "files: " + line).forEach(lines::add);
      lines.add("locations: " + data.locations());
    } else if (block.isEmpty()) {
      config.stepsKey().lines().map(line -> "steps: " + line).forEach(lines::add);
    }
    assertEquals(golden.lines(), lines);
  }

  /** Networks started as He wrote before there was a choice. */
  private RunConfig load(boolean ofData, List<String> sets) throws Exception {
    var text = (ofData ? "" : ConfigFolder.DATA) + MODEL;
    var config = new ConfigFolder(dir).load(text, sets.toArray(String[]::new));
    if (!(config.model() instanceof ModelConfig.Initialized)) {
      return config;
    }
    var asItWas = Stream.concat(sets.stream(), Stream.of("model.initialization=he"));
    return new ConfigFolder(dir).load(text, asItWas.toArray(String[]::new));
  }
}
