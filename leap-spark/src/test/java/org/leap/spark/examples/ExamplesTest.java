package org.leap.spark.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The programs of docs/examples compile without a warning, and what one leaves needs nothing of
 * ours. {@code ExamplesIT} runs them all, by their page's commands.
 */
class ExamplesTest {
  private static final Path SOURCES = Path.of("../docs/examples");
  private static final Pattern ACCURACY = Pattern.compile("^accuracy (\\S+)$", Pattern.MULTILINE);
  private static final Pattern OUTPUT = Pattern.compile("^output (.*)$", Pattern.MULTILINE);

  @TempDir static Path folder;

  @BeforeAll
  static void compileAll() throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-d",
                folder.toString(),
                "-cp",
                classPath(false),
                "-Xlint:all,-classfile,-processing,-path"));
    try (Stream<Path> sources = Files.walk(SOURCES)) {
      sources
          .filter(s -> s.toString().endsWith(".java"))
          .map(Path::toString)
          .forEach(arguments::add);
    }
    assertEquals(
        0,
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new)));
  }

  @Test
  void plainDl4jTrainsAndTheModelOutlivesLeapCore() throws Exception {
    String trained = run("PlainDl4j", false, folder.toString());
    assertAccurate(trained);

    String scored = run("ScoreModel", true, folder.resolve("plain.zip").toString(), "0.5", "0.5");
    assertEquals(first(OUTPUT, trained), first(OUTPUT, scored));
  }

  private static void assertAccurate(String output) {
    assertTrue(Double.parseDouble(first(ACCURACY, output)) > 0.9, output);
  }

  private static String first(Pattern pattern, String output) {
    Matcher matcher = pattern.matcher(output);
    assertTrue(matcher.find(), output);
    return matcher.group(1);
  }

  /**
   * @param withoutLeap whether none of our classes is on its class path
   */
  private static String run(String program, boolean withoutLeap, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().strip().split("\\s+")));
    command.add("-Xmx1g");
    command.addAll(List.of("-cp", folder + File.pathSeparator + classPath(withoutLeap), program));
    command.addAll(Arrays.asList(arguments));
    Path out = Files.createTempFile(folder, program, ".out");
    Path err = Files.createTempFile(folder, program, ".err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    boolean ended = process.waitFor(3, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertTrue(ended, program + " still ran after 3 minutes");
    assertEquals(0, process.exitValue(), Files.readString(err));
    return Files.readString(out);
  }

  private static String classPath(boolean withoutLeap) {
    List<String> entries =
        List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1));
    String classPath =
        entries.stream()
            .filter(entry -> !withoutLeap || !isOurs(entry))
            .collect(Collectors.joining(File.pathSeparator));
    assertFalse(withoutLeap && classPath.contains("leap-core"), classPath);
    return classPath;
  }

  private static boolean isOurs(String entry) {
    return entry.endsWith("classes") || entry.contains("leap-core") || entry.contains("leap-spark");
  }
}
