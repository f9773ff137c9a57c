package org.leap.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaReferenceTest {
  private static final Path COMMITTED = Path.of("../docs/configuration.md");
  private static final String WRITE = "leap.docs.write";

  @TempDir Path dir;

  @Test
  void committedReferenceIsUpToDate() throws Exception {
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(COMMITTED, SchemaReference.markdown());
    }
    assertEquals(
        SchemaReference.markdown(),
        Files.readString(COMMITTED),
        "docs/configuration.md is out of date; run this test with -D" + WRITE + "=true");
  }

  @Test
  void exampleOfTheReferenceLoads() throws Exception {
    var markdown = SchemaReference.markdown();
    int start = markdown.indexOf("```yaml\n") + "```yaml\n".length();
    var example = markdown.substring(start, markdown.indexOf("```", start));
    var config = new ConfigFolder(dir).load(example);

    assertEquals(0.1, config.perturbation().sigma());
    assertEquals(
        "/data/test-labels.gz", ((DataConfig.Idx) config.data()).test().orElseThrow().labels());
  }

  @Test
  void rowsCarryOwnersTypesAndDefaults() {
    var lines = SchemaReference.markdown().lines().toList();

    for (var row :
        List.of(
            "| `seed` | whole number (64 bit) | `42` | Seed of initialization, shuffling and layer randomness |",
            "| `train.images` | `idx` | path or URI | **required** | IDX file of the images, plain or"
                + " `.gz` |",
            "| `momentum` | `momentum`, `nesterov` | number, at least 0 and less than 1 | `0.9` |"
                + " Share of the velocity that is kept at each step |",
            "| `hidden` | `mlp` | list of 1 to 100 of: whole number, between 1 and 1000000 |"
                + " `[1000, 1000]` | Widths of the hidden layers |",
            "| `truncate` | number, at least 1 | not truncated | Bound of a Gaussian draw in"
                + " standard deviations, rescaled to unit variance |")) {
      assertTrue(lines.contains(row), row);
    }
  }
}
