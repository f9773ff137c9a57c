package org.leap.jobs.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.report.EpochPoint;
import org.leap.jobs.report.RoundPoint;
import org.leap.spark.storage.Folder;

class MetricsLogTest {
  private static final String ROUND_1 = "{\"round\":1,\"epoch\":1,\"step\":4,\"loss\":0.5}";
  private static final String ROUND_2 = "{\"round\":2,\"epoch\":1,\"step\":8,\"loss\":0.25}";
  private static final String EPOCH_1 = "{\"epoch\":1,\"step\":8,\"testAccuracy\":0.75}";
  private static final String ROUND_3 = "{\"round\":3,\"epoch\":2,\"step\":12,\"loss\":0.125}";

  @TempDir private Path dir;
  private Folder folder;

  @BeforeEach
  void openFolder() throws IOException {
    folder = Folder.at(dir.toString(), new Configuration());
  }

  private void write(String name, String... lines) throws IOException {
    Files.write(dir.resolve(name), List.of(lines));
  }

  private static List<String> texts(List<JsonNode> lines) {
    return lines.stream().map(JsonNode::toString).toList();
  }

  /** As a process leaves them that is killed where nothing can be appended. */
  @Test
  void thePartFilesOfAKilledRunAreInItsReport() throws IOException {
    write("status.json", "{\"state\": \"RUNNING\"}");
    write("metrics.jsonl.part-000001", ROUND_1, ROUND_2);
    write("metrics.jsonl.part-000002", EPOCH_1, ROUND_3);
    RecordedRun record = RecordedRun.read(folder).orElseThrow();
    assertEquals(List.of(1L, 2L, 3L), record.rounds().stream().map(RoundPoint::round).toList());
    assertEquals(List.of(0.75), record.epochs().stream().map(EpochPoint::testAccuracy).toList());
  }

  @Test
  void linesThatPartFilesRepeatAndTheOneThatWasCutShortAreLeftOut() throws IOException {
    write("metrics.jsonl", ROUND_1, ROUND_2);
    write("metrics.jsonl.part-000001", ROUND_1, ROUND_2);
    Files.writeString(dir.resolve("metrics.jsonl.part-000002"), EPOCH_1 + "\n" + "{\"round\":3,");
    assertEquals(
        List.of(ROUND_1, ROUND_2, EPOCH_1), texts(MetricsLog.read(folder)), "without repetition");
  }

  @Test
  void anEvaluationThatIsStillDueIsDropped() throws IOException {
    write("metrics.jsonl", ROUND_1, ROUND_2, EPOCH_1, ROUND_3);
    assertEquals(List.of(ROUND_1, ROUND_2, EPOCH_1), texts(MetricsLog.rewind(folder, 8, true)));
    assertEquals(List.of(ROUND_1, ROUND_2), texts(MetricsLog.rewind(folder, 8, false)));
    assertEquals(List.of(ROUND_1, ROUND_2), Files.readAllLines(dir.resolve("metrics.jsonl")));
  }

  @Test
  void withoutALogThereAreNoLines() throws IOException {
    assertEquals(List.of(), MetricsLog.read(folder));
    assertEquals(List.of(), MetricsLog.rewind(folder, 8, true));
  }
}
