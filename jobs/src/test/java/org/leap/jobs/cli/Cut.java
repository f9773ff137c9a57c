package org.leap.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Makes a run folder look as if its run had been killed right after a checkpoint. */
final class Cut {
  private Cut() {}

  static void back(Path run, int rounds) throws IOException {
    try (Stream<Path> folders = Files.list(run.resolve("checkpoints"))) {
      for (Path checkpoint : folders.toList()) {
        if (Integer.parseInt(checkpoint.getFileName().toString().substring(6)) > rounds) {
          delete(checkpoint);
        }
      }
    }
    Files.delete(run.resolve("model.zip"));
    Files.writeString(run.resolve("status.json"), "{\"state\": \"RUNNING\"}");
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
