package org.leap.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The projects of docs/examples, built and run against LEAP as it is installed. */
final class ExamplesIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path EXAMPLES = ROOT.resolve("docs/examples");
  private static final Path POM = EXAMPLES.resolve("core/pom.xml");
  private static final Pattern ACCURACY = Pattern.compile("(?m)^accuracy (\\S+)$");
  private static final Pattern DEPENDENCY = Pattern.compile("(?s)<dependency>.*?</dependency>");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\n(.*?)^```");
  private static final int SCORED = 10;

  @TempDir Path clone;

  /** A clone after the README's first command, but for its length. */
  @BeforeEach
  void makeClone() throws Exception {
    for (String module : List.of("core", "spark")) {
      Path project = Files.createDirectories(clone.resolve("docs/examples").resolve(module));
      try (Stream<Path> files = Files.list(EXAMPLES.resolve(module))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Files.copy(file, project.resolve(file.getFileName()));
        }
      }
    }
    Files.createSymbolicLink(clone.resolve("conf"), ROOT.resolve("conf"));
  }

  @Test
  void everyCommandOfThePageRuns() throws Exception {
    Path repository = repositoryWithoutLeap();
    install(repository, ROOT.resolve("pom.xml"), ROOT.resolve("pom.xml"));
    for (String module : List.of("core", "spark")) {
      String jar = System.getProperty("leap." + module + ".jar");
      install(repository, Path.of(jar), ROOT.resolve("leap-" + module + "/pom.xml"));
    }
    leap(
        "train",
        "conf/quickstart.yaml",
        "--set",
        "training.epochs=1",
        "--run-dir",
        "runs/quickstart");
    List<String> blocks =
        BLOCK
            .matcher(Files.readString(EXAMPLES.resolve("README.md")))
            .results()
            .map(block -> block.group(1))
            .toList();
    // The first installs LEAP, as was done above.
    assertEquals(3, blocks.size());
    List<String> core = outputs(repository, "core", blocks.get(1));
    assertAccurate(core.get(0));
    assertEquals(line("output", core.get(0)), line("output", core.get(1)));
    assertTrue(core.get(2).contains("sigma 0.2, steps 1"), core.get(2));
    assertEquals(predicted(), core.get(3).lines().filter(s -> s.startsWith("image ")).toList());
    for (String output : outputs(repository, "spark", blocks.get(2))) {
      assertAccurate(output);
    }
  }

  private List<String> outputs(Path repository, String module, String commands) throws Exception {
    List<String> outputs = new ArrayList<>();
    Path folder = clone.resolve("docs/examples").resolve(module);
    for (String command : commands.lines().toList()) {
      String shell =
          command.replaceFirst("^mvn ", "\"\\$MVN\" -B -ntp -Dmaven.repo.local=\"\\$REPO\" ");
      outputs.add(run(folder, repository, "bash", "-c", shell));
    }
    return outputs;
  }

  private static void assertAccurate(String output) {
    Matcher accuracy = ACCURACY.matcher(output);
    assertTrue(accuracy.find(), output);
    assertTrue(Double.parseDouble(accuracy.group(1)) > 0.9, output);
  }

  private static String line(String start, String output) {
    return output.lines().filter(line -> line.startsWith(start)).findFirst().orElse(output);
  }

  /** What {@code leap predict} says of the images that ScoreModel scores. */
  private List<String> predicted() throws Exception {
    leap(
        "predict",
        "--model",
        "runs/quickstart/model.zip",
        "--data",
        "conf/quickstart.yaml",
        "--out",
        "predictions");
    List<String> lines = Files.readAllLines(clone.resolve("predictions/part-00000"));
    List<String> header = List.of(lines.get(0).split(",", -1));
    List<String> images = new ArrayList<>();
    for (int i = 0; i < SCORED; i++) {
      String[] cells = lines.get(i + 1).split(",", -1);
      String name = cells[header.indexOf("predicted")];
      double probability = Double.parseDouble(cells[header.indexOf("p_" + name)]);
      images.add(String.format(Locale.ROOT, "image %d: %s %.3f", i, name, probability));
    }
    return images;
  }

  @Test
  void theManualShowsTheDependenciesOfThatProject() throws IOException {
    assertEquals(dependencies(POM), dependencies(ROOT.resolve("docs/leap-core.md")));
  }

  private static List<String> dependencies(Path file) throws IOException {
    return DEPENDENCY
        .matcher(Files.readString(file))
        .results()
        .map(match -> match.group().replaceAll("\\s+", ""))
        .toList();
  }

  /**
   * The local repository of this build under another name, but for our own artifacts: they must not
   * appear among those of whoever runs the tests, and all others need not be fetched again.
   */
  private Path repositoryWithoutLeap() throws IOException {
    Path shared = Path.of(System.getProperty("leap.local.repository"));
    Path own = Files.createDirectories(clone.resolve("repository/org")).getParent();
    link(shared, own, "org");
    link(shared.resolve("org"), own.resolve("org"), "leap");
    return own;
  }

  private static void link(Path from, Path to, String except) throws IOException {
    try (Stream<Path> entries = Files.list(from)) {
      for (Path entry : entries.filter(entry -> !entry.endsWith(except)).toList()) {
        Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
      }
    }
  }

  /** What {@code mvn install} does once a module is built. */
  private void install(Path repository, Path file, Path pom) throws Exception {
    run(
        clone,
        repository,
        System.getProperty("leap.maven.home") + "/bin/mvn",
        "-B",
        "-ntp",
        "-Dmaven.repo.local=" + repository,
        "-q",
        "-N",
        "-f",
        ROOT.resolve("pom.xml").toString(),
        "install:install-file",
        "-Dfile=" + file,
        "-DpomFile=" + pom);
  }

  private void leap(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve("leap").toString()));
    command.addAll(List.of(arguments));
    run(clone, clone, command.toArray(String[]::new));
  }

  private String run(Path folder, Path repository, String... command) throws Exception {
    Path output = Files.createTempFile(clone, "command", ".out");
    // Apart: Spark's log would come between two words of a line.
    Path log = Files.createTempFile(clone, "command", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(log.toFile())
            .redirectOutput(output.toFile());
    builder.environment().put("MVN", System.getProperty("leap.maven.home") + "/bin/mvn");
    builder.environment().put("REPO", repository.toString());
    Process process = builder.start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    // Maven ends what it has coloured before every line, coloured or not.
    String text = Files.readString(output).replaceAll("\u001B\\[[\\d;]*m", "");
    String all = text + Files.readString(log);
    assertTrue(ended, () -> List.of(command) + " still ran after 5 minutes:\n" + all);
    assertEquals(0, process.exitValue(), () -> List.of(command) + ":\n" + all);
    return text;
  }
}
