package org.leap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TheoryCommandTest {
  @TempDir private Path folder;

  @Test
  void printsTablesAndDrawsFigures() throws IOException {
    Experiment experiment = new Experiment(folder);
    Path out = folder.resolve("theory");
    assertEquals(0, experiment.leap("theory", "--walkers", "100", "--out", out.toString()));
    assertEquals(Files.readString(out.resolve("tables.md")), experiment.out());
    assertTrue(experiment.out().contains("| sigma | valley | escapes |"), experiment.out());
    assertEquals(45, Files.readAllLines(out.resolve("stability.csv")).size());
    for (String figure : new String[] {"stability.svg", "escape.svg", "occupancy.svg"}) {
      assertTrue(Files.readString(out.resolve(figure)).startsWith("<svg"), figure);
    }
  }

  @Test
  void numberOfWalkersIsChecked() throws IOException {
    Experiment experiment = new Experiment(folder);
    assertEquals(2, experiment.leap("theory", "--walkers", "1"));
  }

  @Test
  void printsTheEdgeOfStability() throws IOException {
    Experiment experiment = new Experiment(folder);
    assertEquals(0, experiment.leap("theory", "edge", "--sigma", "0,1,2"));
    assertEquals(
        """
        | sigma | mean square | almost surely |
        |---|---|---|
        | 0.0 | 2.000 | 2.000 |
        | 1.0 | 1.000 | 1.731 |
        | 2.0 | 0.400 | 0.943 |
        """,
        experiment.out());
  }

  @Test
  void edgeOfWhatIsNotKnownIsRefused() throws IOException {
    Experiment experiment = new Experiment(folder);
    for (String arguments :
        new String[] {
          "--sigma=-1",
          "--sigma=NaN",
          "--share=0",
          "--momentum=1",
          "--distribution=cauchy",
          "--share=0.5 --distribution=uniform"
        }) {
      String[] line = ("theory edge " + arguments).split(" ");
      assertEquals(2, experiment.leap(line), arguments);
    }
  }
}
