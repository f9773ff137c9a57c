package org.leap.jobs.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages for developers name packages, classes, tests and versions that there are. */
final class NamesInPagesTest {
  private static final Path ROOT = Path.of("..");
  private static final List<String> MODULES = List.of("leap-core", "leap-spark", "jobs");
  private static final Pattern OURS = Pattern.compile("`((?:core|spark|jobs)(?:\\.\\w+)+)`");
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))(?:\\.(\\w+))?`");
  private static final Pattern FORMAT =
      Pattern.compile("(?m)^\\|[^|]*\\|[^|]*\\| `([\\w.]+)` \\| (\\d+) \\|");

  @ParameterizedTest
  @ValueSource(strings = {"docs/architecture.md", "CONTRIBUTING.md", "UPGRADING.md"})
  void packagesAndClassesExist(String page) throws IOException {
    List<String> missing =
        OURS.matcher(Files.readString(ROOT.resolve(page)))
            .results()
            .map(name -> name.group(1))
            .filter(name -> !exists(name))
            .toList();

    assertEquals(List.of(), missing);
  }

  private static boolean exists(String name) {
    String path = "org/leap/" + name.replace('.', '/');
    return Stream.of("src/main/java", "src/vector/java")
        .flatMap(sources -> MODULES.stream().map(module -> ROOT.resolve(module).resolve(sources)))
        .anyMatch(
            sources ->
                Files.isDirectory(sources.resolve(path))
                    || Files.exists(sources.resolve(path + ".java")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/architecture.md", "CONTRIBUTING.md"})
  void testsExist(String page) throws IOException {
    Map<String, String> tests = testSources();
    List<String> missing = new ArrayList<>();
    for (MatchResult name : TEST.matcher(Files.readString(ROOT.resolve(page))).results().toList()) {
      String source = tests.get(name.group(1));
      if (source == null
          || (name.group(2) != null && !source.contains("void " + name.group(2) + "("))) {
        missing.add(name.group());
      }
    }
    assertEquals(List.of(), missing);
  }

  private static Map<String, String> testSources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          String name = file.getFileName().toString();
          sources.put(name.substring(0, name.length() - ".java".length()), Files.readString(file));
        }
      }
    }
    return sources;
  }

  @Test
  void everyVersionOfAFormatIsToldOf() throws IOException, ReflectiveOperationException {
    Map<String, Set<Integer>> versions = new TreeMap<>();
    FORMAT
        .matcher(Files.readString(ROOT.resolve("UPGRADING.md")))
        .results()
        .forEach(
            row ->
                versions
                    .computeIfAbsent(row.group(1), format -> new TreeSet<>())
                    .add(Integer.valueOf(row.group(2))));
    assertTrue(versions.size() >= 5, versions::toString);
    for (Map.Entry<String, Set<Integer>> format : versions.entrySet()) {
      Field newest = Class.forName("org.leap." + format.getKey()).getDeclaredField("VERSION");
      newest.setAccessible(true);
      for (int version = 1; version <= newest.getInt(null); version++) {
        assertTrue(
            format.getValue().contains(version),
            "UPGRADING.md does not say what version %s of %s holds"
                .formatted(version, format.getKey()));
      }
    }
  }
}
