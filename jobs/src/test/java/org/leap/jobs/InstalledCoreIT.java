package org.leap.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The project of docs/examples/standalone, built and run against leap-core as it is installed. */
final class InstalledCoreIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path POM = ROOT.resolve("docs/examples/standalone/pom.xml");
  private static final Pattern ACCURACY = Pattern.compile("(?m)^accuracy (\\S+)$");
  private static final Pattern DEPENDENCY = Pattern.compile("(?s)<dependency>.*?</dependency>");

  @TempDir Path folder;

  @Test
  void aProgramBuiltAgainstTheInstalledArtifactTrains() throws Exception {
    Path repository = repositoryWithoutLeap();
    Path parent = ROOT.resolve("pom.xml");
    install(repository, parent, parent);
    install(
        repository,
        Path.of(System.getProperty("leap.core.jar")),
        ROOT.resolve("leap-core/pom.xml"));
    Path sources = Files.createDirectories(folder.resolve("program/src/main/java"));
    Files.copy(ROOT.resolve("docs/examples/PlainDl4j.java"), sources.resolve("PlainDl4j.java"));
    Path pom = Files.copy(POM, folder.resolve("program/pom.xml"));

    String output = maven(repository, "-q", "-f", pom.toString(), "compile", "exec:exec");

    Matcher accuracy = ACCURACY.matcher(output);
    assertTrue(accuracy.find(), output);
    assertTrue(Double.parseDouble(accuracy.group(1)) > 0.9, output);
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
    Path own = Files.createDirectories(folder.resolve("repository/org")).getParent();
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
    maven(
        repository,
        "-q",
        "-N",
        "-f",
        ROOT.resolve("pom.xml").toString(),
        "install:install-file",
        "-Dfile=" + file,
        "-DpomFile=" + pom);
  }

  private String maven(Path repository, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("leap.maven.home"), "bin/mvn").toString());
    command.addAll(List.of("-B", "-ntp", "-Dmaven.repo.local=" + repository));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(folder, "maven", ".out");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    String text = Files.readString(output);
    assertTrue(ended, () -> command + " still ran after 5 minutes:\n" + text);
    assertEquals(0, process.exitValue(), () -> command + ":\n" + text);
    return text;
  }
}
