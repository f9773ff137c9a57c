package org.leap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where people write numbers otherwise, files are named and written as everywhere. */
class LocaleTest extends OnExperiment {
  private static final Pattern OTHER_DIGITS = Pattern.compile("[\\p{Nd}&&[^0-9]]");
  private static final Pattern DECIMAL_COMMA = Pattern.compile("=\"[0-9]+,[0-9]+\"");

  private final Locale before = Locale.getDefault();

  @AfterEach
  void restore() {
    Locale.setDefault(before);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(file -> folder.relativize(file).toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fa", "ar-EG", "mr", "tr", "de"})
  void aRunIsTheSameInEveryLanguage(String language) throws IOException {
    Locale.setDefault(Locale.ROOT);
    String[] options = {"--set", "checkpoint.everyRounds=2", "--set", "checkpoint.keep=2"};
    assertEquals(0, experiment.train("plain", options), experiment.error());
    Locale.setDefault(Locale.forLanguageTag(language));
    assertEquals(0, experiment.train("local", options), experiment.error());
    assertEquals(names(folder.resolve("plain")), names(folder.resolve("local")));
    assertEquals(experiment.sha("plain"), experiment.sha("local"));
    for (String file : List.of("report.html", "metrics.jsonl", "status.json", "config.yaml")) {
      String text = Files.readString(folder.resolve("local").resolve(file));
      assertFalse(OTHER_DIGITS.matcher(text).find(), file);
      assertFalse(DECIMAL_COMMA.matcher(text).find(), file);
    }
    // Longer, it goes on from the checkpoint that it finds by its name.
    assertEquals(
        0,
        experiment.train(
            "local",
            Stream.concat(Stream.of(options), Stream.of("--resume", "--set", "training.epochs=3"))
                .toArray(String[]::new)),
        experiment.error());
    assertTrue(experiment.status("local").get("rounds").asInt() > 0);
  }

  @Test
  void preparedShardsAreReadElsewhere() throws IOException {
    Files.write(
        folder.resolve("data.yaml"),
        List.of(
            "data:",
            "  format: idx",
            "  train: {images: train-images, labels: train-labels}",
            "  test: {images: test-images, labels: test-labels}"));
    Locale.setDefault(Locale.forLanguageTag("fa"));
    String prepared = folder.resolve("prepared").toString();
    assertEquals(
        0,
        experiment.leap(
            "data", "prepare", folder.resolve("data.yaml").toString(), "--out", prepared),
        experiment.error());
    Locale.setDefault(Locale.ROOT);
    assertEquals(
        0,
        experiment.train("run", "--set", "data={format: prepared, path: \"" + prepared + "\"}"),
        experiment.error());
    Locale.setDefault(Locale.forLanguageTag("fa"));
    assertEquals(0, experiment.leap("data", "inspect", folder.resolve("data.yaml").toString()));
    assertFalse(OTHER_DIGITS.matcher(experiment.out()).find(), experiment.out());
  }
}
