package org.leap.jobs.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.config.ExperimentLoader;
import org.leap.jobs.formats.BadDataException;

class ResultsTest {
  private static final ResultRow FINISHED =
      new ResultRow(
          "a_leap_seed-3",
          List.of("a, \"b\""),
          "leap",
          0.1,
          -3,
          "SUCCEEDED",
          new ResultRow.Outcome(2, 20, 100, 0.5, 0.6, 0.7, 0.75, "abc"),
          new ResultRow.Flatness(0.1, 20.0, null, null, 100, 1e-7, 2e-9, 0.3));
  private static final ResultRow FAILED =
      new ResultRow(
          "c",
          List.of("c"),
          "plain",
          0,
          4,
          "FAILED",
          ResultRow.Outcome.NONE,
          ResultRow.Flatness.NONE);
  private static final Results RESULTS =
      new Results(List.of("model.name"), true, List.of(FINISHED, FAILED));

  @TempDir private Path dir;

  private static String refused(String csv) {
    return assertThrows(BadDataException.class, () -> Results.parse(csv, "results.csv"))
        .getMessage();
  }

  @Test
  void csvIsReadAsItWasWritten() {
    assertEquals(RESULTS, Results.parse(RESULTS.csv(), "results.csv"));
  }

  /** As of release 0.2.0. */
  @Test
  void resultsOfEarlierReleasesAreReadWithoutWhatTheyLack() {
    String earlier =
        RESULTS
            .csv()
            .replace(",traceProbes,", ",")
            .replace(",adaptiveSharpness,", ",")
            .replace(",100,1.0E-7,2.0E-9,0.3,", ",1.0E-7,2.0E-9,")
            .replace(",,,,,,,,\n", ",,,,,,\n");
    ResultRow row = Results.parse(earlier, "results.csv").rows().get(0);
    assertEquals(
        new ResultRow.Flatness(0.1, 20.0, null, null, null, 1e-7, 2e-9, null), row.flatness());
  }

  @Test
  void parquetHoldsTheSameTable() throws IOException {
    Path file = dir.resolve("results.parquet");
    Files.write(file, ResultsParquet.of(RESULTS));
    List<Group> rows = new ArrayList<>();
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), new org.apache.hadoop.fs.Path(file.toUri()))
            .withConf(new Configuration())
            .build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        rows.add(row);
      }
    }
    assertEquals(2, rows.size());
    assertEquals("a, \"b\"", rows.get(0).getString("model_name", 0));
    assertEquals(-3, rows.get(0).getLong("seed", 0));
    assertTrue(rows.get(0).getBoolean("leap", 0));
    assertEquals(20.0, rows.get(0).getDouble("largestEigenvalue", 0));
    assertEquals(0, rows.get(0).getFieldRepetitionCount("trace"));
    assertEquals(0, rows.get(1).getFieldRepetitionCount("testAccuracy"));
  }

  @Test
  void noAxisIsCalledLikeAColumn() throws IOException {
    Files.writeString(
        dir.resolve("base.yaml"),
        """
        data: {format: csv, train: a.csv, test: b.csv, label: kind}
        model: {name: mlp, hidden: [4]}
        schedule: {learningRate: 0.1}
        perturbation: {sigma: 0.2}
        """);
    ResultRow arm =
        new ResultRow(
            "b", List.of("c"), "sam", 0, 4, "FAILED", FAILED.outcome(), FAILED.flatness());
    List<String> columns =
        Column.names(new Results(List.of(), true, List.of(FINISHED, arm)).columns());
    for (String column : columns) {
      Path file =
          Files.writeString(
              dir.resolve("grid.yaml"),
              "base: base.yaml\nseeds: [1]\ngrid: {%s: [{name: a, set: {training.epochs: 2}}]}\n"
                  .formatted(column));
      String message =
          assertThrows(ConfigException.class, () -> ExperimentLoader.load(file, Map.of()), column)
              .getMessage();
      assertTrue(message.contains(column), message);
    }
  }

  @Test
  void aRunNameThatLeavesTheFolderIsRefused() {
    String csv = RESULTS.csv().replace("\nc,", "\n../../etc,");
    assertEquals("results.csv: cannot be read: a run is called ../../etc", refused(csv));
  }

  @Test
  void rowsThatAreShortOrNoNumbersAreRefused() {
    assertTrue(refused(RESULTS.csv().replace(",FAILED,0,", ",FAILED,x,")).contains("\"x\""));
    assertTrue(refused("").contains("is empty"));
  }
}
