package org.leap.spark.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@code python/leap_spark} on a stub of the few classes of PySpark that it uses, and its params
 * and defaults beside those of Java.
 */
@Tag("external-tools")
class PythonWrapperTest {
  private static final Path PYTHON = Path.of("..", "python");

  private static String python(String... arguments) throws IOException, InterruptedException {
    Process process;
    try {
      ProcessBuilder builder =
          new ProcessBuilder(Stream.concat(Stream.of("python3"), Stream.of(arguments)).toList());
      builder.environment().put("PYTHONPATH", String.join(":", ".", "tests/stub"));
      builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
      process = builder.directory(PYTHON.toFile()).redirectErrorStream(true).start();
    } catch (IOException e) {
      return Assumptions.abort("no python3: " + e.getMessage());
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }

  @Test
  void itsOwnTestsPass() throws IOException, InterruptedException {
    python("-m", "unittest", "discover", "-s", "tests");
  }

  @Test
  void paramsAndDefaultsAreThoseOfJava() throws IOException, InterruptedException {
    JsonMapper json = new JsonMapper();
    JsonNode described = json.readTree(python("tests/test_leap_spark.py"));
    for (Params type :
        List.of(
            new LeapClassifier(),
            new LeapRegressor(),
            new LeapClassificationModel(),
            new LeapRegressionModel())) {
      String name = type.getClass().getSimpleName();
      JsonNode python = described.path(name);
      assertEquals(
          json.valueToTree(new TreeSet<>(Arrays.stream(type.params()).map(Param::name).toList())),
          python.path("params"),
          name);
      if (type instanceof LeapEstimator) {
        Map<String, Object> defaults = new TreeMap<>();
        for (Param<?> param : type.params()) {
          if (type.getDefault(param).isDefined()) {
            defaults.put(param.name(), type.getDefault(param).get());
          }
        }
        // Through text, where a long and an int look alike.
        assertEquals(
            json.readTree(json.writeValueAsString(defaults)), python.path("defaults"), name);
      }
    }
  }
}
