package org.leap.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command in a {@code bash} block of the pages is run as it stands there, by a shell, in a
 * folder that looks like a clone. Training is cut to a few steps; the cluster is a real one of this
 * machine. What cannot be run here stands in {@code sh} blocks.
 */
final class PageCommandsDrill {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern BASH = Pattern.compile("(?ms)^```bash\n(.*?)^```");
  private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\n(.*?)^```");

  /** {@code .ci/run} takes the first two commands out of the README and runs them in a clone. */
  private static final int TAKEN_BY_CI = 2;

  private static final Duration LIMIT = Duration.ofMinutes(8);

  @TempDir private static Path folder;
  private static StandaloneCluster cluster;
  private static SparkHome home;

  @BeforeAll
  static void start() throws IOException {
    home =
        SparkHome.assemble(
            folder.resolve("spark"), Path.of(System.getProperty("spark.classpath.file")));
    cluster = StandaloneCluster.start(home, Files.createDirectories(folder.resolve("cluster")), 2);
    for (String name : List.of("leap", "conf", "jobs", "pom.xml", "leap-core", "leap-spark")) {
      Files.createSymbolicLink(folder.resolve(name), ROOT.resolve(name));
    }
    try (Stream<Path> data = Files.list(ROOT.resolve("conf/data/fashion-mnist-small"))) {
      for (Path file : data.toList()) {
        Files.createSymbolicLink(folder.resolve(file.getFileName()), file);
      }
    }
    Files.writeString(
        folder.resolve("my.yaml"), blocks(ROOT.resolve("docs/training.md"), YAML).get(0));
    String smoke = Files.readString(ROOT.resolve("conf/study/smoke.yaml"));
    smoke = changed(smoke, "../quickstart.yaml", "conf/quickstart.yaml");
    smoke = changed(smoke, "epochs: 3,", "epochs: 1,");
    smoke = changed(smoke, "seeds: [1, 2, 3]", "seeds: [1, 2]");
    Files.writeString(folder.resolve("smoke.yaml"), smoke);
    Files.writeString(
        folder.resolve("my-cluster.properties"), "spark.master " + cluster.masterUrl() + "\n");
  }

  @AfterAll
  static void end() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static String changed(String text, String what, String into) {
    assertTrue(text.contains(what), text);
    return text.replace(what, into);
  }

  private static List<String> blocks(Path page, Pattern kind) {
    try {
      return kind.matcher(Files.readString(page)).results().map(block -> block.group(1)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The README first: its commands make what the pages look into. */
  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    pages.add(ROOT.resolve("BENCHMARKS.md"));
    return pages;
  }

  /** Commands without their comments, in order; one that several pages name counts once. */
  private static List<String> commands() throws IOException {
    return pages().stream()
        .flatMap(page -> blocks(page, BASH).stream())
        .map(block -> block.replaceAll("\\\\\n\\s*", ""))
        .flatMap(String::lines)
        .map(line -> line.replaceFirst("\\s+#.*", "").strip())
        .filter(line -> !line.isEmpty() && !line.startsWith("export "))
        .distinct()
        .toList();
  }

  @Test
  void everyCommandWorks() throws IOException {
    List<String> commands = commands();
    assertTrue(commands.size() >= 3 + pages().size(), commands::toString);
    for (int i = 0; i < commands.size(); i++) {
      String command = commands.get(i);
      if (command.startsWith("mvn ")) {
        assertTrue(
            i < TAKEN_BY_CI || Files.readString(ROOT.resolve(".ci/run")).contains(command),
            ".ci/run does not run: " + command);
      } else {
        run(command, i);
      }
    }
  }

  private static void run(String command, int number) throws IOException {
    String cut =
        command
            .replace("spark://host:7077", cluster.masterUrl())
            .replace("conf/study/smoke.yaml", "smoke.yaml")
            .replace("leap-jobs-VERSION-bin.jar", Quickstart.BIN_JAR.getFileName().toString());
    if (command.contains("leap-nightly.sh")) {
      cut += " --set training.steps=4 --set training.averagingFrequency=2";
    } else if (command.contains(" train ")) {
      cut = cut.replaceAll("--set training\\.epochs=\\S+", "");
      cut += " --set training.steps=4 --set training.averagingFrequency=2";
    }
    if (command.contains("--flatness")) {
      cut += " --lanczos-steps 2 --probes 2 --ascent-steps 2 --noise-pairs 2";
    }
    cut += command.contains(" bench ") ? " --seconds 2" : "";
    // DL4J's master takes half a minute for an epoch of the usual length.
    cut += command.matches(".* bench (engine|master)\\b.*") ? " --examples 5120" : "";
    long start = System.nanoTime();
    Path log = folder.resolve("command-" + number + ".log");
    ProcessBuilder shell =
        home.programs()
            .withEnvironment(new ProcessBuilder("bash", "-c", "exec " + cut))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    try (ProcessTree process = ProcessTree.start(shell)) {
      assertTrue(process.waitFor(LIMIT), () -> command + " still ran after " + LIMIT);
      assertEquals(0, process.exitCode(), command + ":\n" + Files.readString(log));
    }
    assertFalse(
        Files.readString(log).contains("Exception"), command + ":\n" + Files.readString(log));
    System.err.printf("%4d s  %s%n", (System.nanoTime() - start) / 1_000_000_000, cut);
  }
}
