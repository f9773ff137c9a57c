package org.leap.jobs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test whose commands train on an experiment of its own, on two slots of this process. */
abstract class OnExperiment {
  @TempDir Path folder;
  Experiment experiment;

  @BeforeEach
  final void makeExperiment() throws IOException {
    experiment = new Experiment(folder);
    System.setProperty("spark.master", "local[2]");
  }

  @AfterEach
  final void forgetMaster() {
    System.clearProperty("spark.master");
  }

  /** Trains with a checkpoint after every round, and keeps them all. */
  final int trainWithCheckpoints(String run, String... more) {
    return experiment.train(
        run,
        Stream.concat(
                Stream.of("--set", "checkpoint.everyRounds=1", "--set", "checkpoint.keep=100"),
                Stream.of(more))
            .toArray(String[]::new));
  }
}
