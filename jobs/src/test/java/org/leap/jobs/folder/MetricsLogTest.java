package org.leap.jobs.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.report.EpochReport;
import org.leap.jobs.report.FlatnessReport;
import org.leap.spark.engine.RoundReport;
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

  private List<String> lines() throws IOException {
    return MetricsLog.lines(folder).stream().map(MetricsLog.Line::text).toList();
  }

  private static List<Integer> steps(History history) {
    return history.rounds().stream().map(RoundReport::step).toList();
  }

  /** As a process leaves them that is killed where nothing can be appended. */
  @Test
  void thePartFilesOfAKilledRunAreInItsReport() throws IOException {
    write("status.json", "{\"state\": \"RUNNING\"}");
    write("metrics.jsonl.part-000001", ROUND_1, ROUND_2);
    write("metrics.jsonl.part-000002", EPOCH_1, ROUND_3);
    RecordedRun record = RecordedRun.read(folder).orElseThrow();
    assertEquals(
        List.of(1, 2, 3), record.history().rounds().stream().map(RoundReport::round).toList());
    assertEquals(
        List.of(0.75), record.history().epochs().stream().map(EpochReport::testScore).toList());
  }

  @Test
  void linesThatPartFilesRepeatAndTheOneThatWasCutShortAreLeftOut() throws IOException {
    write("metrics.jsonl", ROUND_1, ROUND_2);
    write("metrics.jsonl.part-000001", ROUND_1, ROUND_2);
    Files.writeString(dir.resolve("metrics.jsonl.part-000002"), EPOCH_1 + "\n" + "{\"round\":3,");
    assertEquals(List.of(ROUND_1, ROUND_2, EPOCH_1), lines(), "without repetition");
  }

  @Test
  void anEvaluationThatIsStillDueIsDropped() throws IOException {
    write("metrics.jsonl", ROUND_1, ROUND_2, EPOCH_1, ROUND_3);
    assertEquals(1, MetricsLog.rewind(folder, 8, true).epochs().size());
    assertEquals(List.of(ROUND_1, ROUND_2, EPOCH_1), lines());
    History history = MetricsLog.rewind(folder, 8, false);
    assertEquals(List.of(4, 8), steps(history));
    assertEquals(List.of(), history.epochs());
    assertEquals(List.of(ROUND_1, ROUND_2), lines());
    assertEquals(List.of(ROUND_1, ROUND_2), Files.readAllLines(dir.resolve("metrics.jsonl")));
  }

  /** It belongs to its round, which is not done without it. */
  @Test
  void flatnessStaysWithItsRound() throws IOException {
    String flatness =
        "{\"epoch\":1,\"step\":8,\"flatness\":{\"loss\":0.5,\"largestEigenvalue\":21.5,\"residual\":0.25,\"share\":1.0,\"learningRate\":0.1,\"edge\":2.0},\"seconds\":0.125}";
    write("metrics.jsonl", ROUND_1, ROUND_2, flatness, EPOCH_1, ROUND_3);
    FlatnessReport read = MetricsLog.read(folder).flatness().get(0);
    assertEquals(new FlatnessReport(1, 8, 0.5, 21.5, 0.25, 1, 0.1, 2, 0.125), read);
    assertEquals(20, read.predicted());
    assertEquals(List.of(), MetricsLog.rewind(folder, 8, false).epochs());
    assertEquals(List.of(ROUND_1, ROUND_2, flatness), lines());
    assertEquals(List.of(), MetricsLog.rewind(folder, 4, true).flatness());
    Folder other = folder.folder("other");
    other.create();
    try (MetricsLog again = MetricsLog.append(other)) {
      again.append(read);
      again.append(new FlatnessReport(2, 9, 0.5, Double.NaN, Double.NaN, Double.NaN, 0.1, 2, 1));
    }
    assertEquals(flatness, MetricsLog.lines(other).get(0).text());
    assertTrue(Double.isNaN(MetricsLog.read(other).flatness().get(1).eigenvalue()));
  }

  /** Cut there, it would fit no checkpoint, and the run would begin again over it. */
  @Test
  void moreLinesThanAreReadAreRefused() throws IOException {
    write("metrics.jsonl", ROUND_1, ROUND_2, EPOCH_1);
    write("metrics.jsonl.part-000001", ROUND_2, ROUND_3);
    assertEquals(3, MetricsLog.rewind(folder, 12, true, 4).rounds().size());
    var refused =
        assertThrows(BadDataException.class, () -> MetricsLog.rewind(folder, 0, false, 3));
    assertEquals(
        dir
            + "/metrics.jsonl: has more than 3 lines, so the run can neither go on nor be reported; train it anew by --restart, with a larger training.averagingFrequency",
        refused.getMessage().replaceFirst("^file:", ""));
    assertEquals(List.of(ROUND_1, ROUND_2, EPOCH_1, ROUND_3), lines());
  }

  @Test
  void withoutALogThereAreNoLines() throws IOException {
    assertEquals(List.of(), MetricsLog.read(folder).rounds());
    assertEquals(List.of(), MetricsLog.rewind(folder, 8, true).rounds());
    assertEquals(List.of(), folder.names());
  }

  /** What earlier versions wrote is read, and written again to the byte. */
  @Test
  void aLineIsTheSameAfterItWasRead() throws IOException {
    List<String> written =
        List.of(
            "{\"round\":1,\"epoch\":1,\"step\":3,\"loss\":2.302,\"learningRate\":0.02,\"sigma\":0.3,\"sigmaEffective\":0.21213203435596426,\"negativeRateProbability\":4.290603331967846E-4,\"examples\":48,\"examplesPerSecond\":96.0,\"seconds\":0.5,\"broadcastSeconds\":0.001,\"loadSeconds\":0.002,\"computeSeconds\":0.003,\"perturbSeconds\":4.0E-4,\"reduceSeconds\":0.005,\"idleSeconds\":0.0}",
            "{\"epoch\":1,\"step\":3,\"testAccuracy\":0.75,\"testLoss\":1.25,\"validationAccuracy\":0.5,\"validationLoss\":1.5,\"seconds\":0.25}",
            "{\"round\":2,\"epoch\":1,\"step\":6,\"learningRate\":0.02,\"sigma\":0.0,\"sigmaEffective\":0.0,\"negativeRateProbability\":0.0,\"examples\":48,\"examplesPerSecond\":48.0,\"seconds\":1.0,\"broadcastSeconds\":0.0,\"loadSeconds\":0.0,\"computeSeconds\":0.0,\"perturbSeconds\":0.0,\"reduceSeconds\":0.0,\"idleSeconds\":1.0}",
            "{\"epoch\":2,\"step\":6,\"testAccuracy\":0.75,\"seconds\":0.25}");
    write("metrics.jsonl", written.toArray(String[]::new));
    History history = MetricsLog.read(folder);
    Folder other = folder.folder("other");
    other.create();
    try (MetricsLog again = MetricsLog.append(other)) {
      again.append(history.rounds().get(0));
      again.append(history.epochs().get(0));
      again.append(history.rounds().get(1));
      again.append(history.epochs().get(1));
    }
    assertEquals(written, MetricsLog.lines(other).stream().map(MetricsLog.Line::text).toList());
  }
}
