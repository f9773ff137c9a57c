package org.leap.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A test of an experiment file, {@code grid.yaml}, whose runs are those of the experiment. */
abstract class OnGrid extends OnExperiment {
  static final String[] SMALL = {
    "base: config.yaml",
    "set: {training.epochs: 1}",
    "grid:",
    "  schedule:",
    "    - {name: constant, learningRate: 0.02}",
    "    - {name: cosine-restarts, learningRate: 0.02, period: 1 epoch}",
    "seeds: [1, 2]"
  };
  static final List<String> TABLES = List.of("results.csv", "table.csv", "pooled.csv", "table.md");

  final int start(String into, String... options) {
    return experiment.leap(
        Stream.concat(
                Stream.of(
                    "experiment",
                    experiment.path("grid.yaml").toString(),
                    "--run-dir",
                    experiment.path(into).toString()),
                Stream.of(options))
            .toArray(String[]::new));
  }

  final void file(String... lines) throws IOException {
    Files.write(experiment.path("grid.yaml"), List.of(lines));
  }

  final String text(String name) throws IOException {
    return Files.readString(experiment.path(name));
  }

  static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  static void delete(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
