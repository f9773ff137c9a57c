package org.leap.jobs.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.config.ConfigLoader;

class MlflowObserverTest {
  @Test
  void secretsOfUrisAreNotSent(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("x.yaml"),
            """
            data:
              format: csv
              train: "sftp://me:${SECRET}@host/t.csv"
              label: y
            model: {name: mlp}
            schedule: {learningRate: 0.1}
            """);
    Map<String, String> environment = Map.of("SECRET", "not-for-mlflow");
    Map<String, String> parameters =
        Observer.Mlflow.parameters(ConfigLoader.load(file, List.of(), environment));
    assertEquals("\"sftp://me:${SECRET}@host/t.csv\"", parameters.get("data.train"));
    assertEquals("csv", parameters.get("data.format"));
    assertEquals("[1000, 1000]", parameters.get("model.hidden"));
    assertEquals("0.1", parameters.get("schedule.learningRate"));
  }
}
