package org.leap.jobs.config;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A folder of configuration files, whose path is shortened to {@code DIR} in messages. */
record ConfigFolder(Path path) {
  static final Map<String, String> ENVIRONMENT = Map.of("LEAP_DATA", "/data", "EMPTY", "");

  /** All that must be written but the model and the schedule. */
  static final String DATA =
      """
      data:
        format: idx
        train: {images: /d/train-images.gz, labels: /d/train-labels.gz}
        test: {images: /d/test-images.gz, labels: /d/test-labels.gz}
      """;

  /** All that must be written. */
  static final String MINIMAL =
      DATA
          + """
          model: {name: lenet}
          schedule: {learningRate: 0.1}
          """;

  Path write(String name, String yaml) throws IOException {
    return Files.writeString(path.resolve(name), yaml);
  }

  ResolvedConfig resolve(String yaml, String... sets) throws IOException, ConfigException {
    return ConfigLoader.load(write("x.yaml", yaml), List.of(sets), ENVIRONMENT);
  }

  RunConfig load(String yaml, String... sets) throws IOException, ConfigException {
    return resolve(yaml, sets).config();
  }

  List<String> problems(String yaml, String... sets) throws IOException {
    return problemsOf(write("x.yaml", yaml), sets);
  }

  List<String> problemsOf(Path file, String... sets) {
    var refused =
        assertThrows(
            ConfigException.class, () -> ConfigLoader.load(file, List.of(sets), ENVIRONMENT));
    return refused.problems().stream()
        .map(problem -> problem.toString().replace(path + "/", ""))
        .toList();
  }
}
