package org.leap.spark.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.leap.spark.engine.Evaluation;
import org.leap.spark.engine.ModelMean;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.golden.GoldenFolder;
import org.leap.spark.storage.Folder;

/** Checkpoints that releases have left can be gone on from. */
class GoldenCheckpointTest {
  private static float[] values(int n, int seed) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (i * 31 + seed) % 97 / 7f - 6;
    }
    values[0] = Float.MIN_VALUE;
    return values;
  }

  private static CheckpointStore store(Path folder) throws IOException {
    return new CheckpointStore(Folder.at(folder.toString(), new Configuration(false)), 2);
  }

  private static String write(Path folder, Checkpoint checkpoint) throws IOException {
    store(folder).save(checkpoint);
    return facts(checkpoint);
  }

  private static String read(Path folder) throws IOException {
    List<String> skipped = new ArrayList<>();
    Optional<Checkpoint> newest = store(folder).newest(found -> Optional.empty(), skipped::add);
    assertEquals(List.of(), skipped);
    return facts(newest.orElseThrow());
  }

  private static String facts(Checkpoint checkpoint) {
    RunMemory memory = checkpoint.memory();
    return """
        round %s, step %s, made on %s
        parameters %s
        optimizer state %s
        outer state %s
        mean of %s: %s
        evaluations %s, due %s
        losses %s
        identity %s of %s
        """
        .formatted(
            checkpoint.rounds(),
            checkpoint.step(),
            checkpoint.fingerprint(),
            GoldenFolder.sha256(checkpoint.state().parameters()),
            GoldenFolder.sha256(checkpoint.state().optimizerState()),
            GoldenFolder.sha256(checkpoint.state().outerState()),
            memory.mean().models(),
            GoldenFolder.sha256(memory.mean().parameters()),
            memory.evaluations().stream()
                .map(e -> "%s of %s, loss %s".formatted(e.correct(), e.examples(), e.loss()))
                .toList(),
            memory.evaluationDue(),
            memory.losses(),
            checkpoint.identity().map(RunIdentity::configuration).orElse("none"),
            checkpoint.identity().map(RunIdentity::inputs).orElse(Map.of()));
  }

  @Test
  void ofARun() throws IOException {
    RunMemory memory =
        new RunMemory(
            List.of(new Evaluation(7, 3, 0.1), new Evaluation(7, 0, Double.NaN)),
            ModelMean.NONE.with(values(25, 3)).with(values(25, 4)),
            true);
    Checkpoint checkpoint =
        new Checkpoint(
            12,
            47,
            "some processor",
            new NetworkState(values(25, 1), values(50, 2)),
            memory,
            Optional.of(
                new RunIdentity("abc", Map.of("train", "3 examples", "test", "\"2\" {é}"))));
    GoldenFolder.check(
        "checkpoint-of-a-run", folder -> write(folder, checkpoint), GoldenCheckpointTest::read);
  }

  @Test
  void ofAProgram() throws IOException {
    Checkpoint checkpoint =
        new Checkpoint(
            3,
            11,
            "some processor",
            new NetworkState(values(25, 5)),
            RunMemory.ofLosses(List.of(2.5, 1 / 3.0, 1e-300)),
            Optional.of(new RunIdentity("LeapTrainingMaster", Map.of("begun with", "x"))));
    GoldenFolder.check(
        "checkpoint-of-a-program", folder -> write(folder, checkpoint), GoldenCheckpointTest::read);
  }

  @Test
  void withTheStateOfAnOuterOptimizer() throws IOException {
    Checkpoint checkpoint =
        new Checkpoint(
            5,
            20,
            "some processor",
            new NetworkState(values(25, 6), values(50, 7), values(51, 8)),
            RunMemory.EMPTY,
            Optional.of(new RunIdentity("abc", Map.of("train", "3 examples"))));
    GoldenFolder.check(
        "checkpoint-with-an-outer-optimizer",
        folder -> write(folder, checkpoint),
        GoldenCheckpointTest::read);
  }
}
