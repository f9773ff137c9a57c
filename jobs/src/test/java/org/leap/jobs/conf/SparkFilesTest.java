package org.leap.jobs.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.internal.config.ConfigEntry;
import org.apache.spark.launcher.JavaModuleOptions;
import org.apache.spark.network.util.JavaUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The property files for Spark: complete, explained, and without contradictions. */
final class SparkFilesTest {
  private static final Path FOLDER = Path.of("..", "conf", "spark");

  /** Settings that Spark reads by the start of their names. */
  private static final Pattern PREFIXED =
      Pattern.compile(
          "spark\\.(master|(executorEnv|yarn\\.appMasterEnv|kubernetes\\.driverEnv|metrics\\.conf|(driver|executor|task)\\.resource\\.gpu)\\..+)");

  @BeforeAll
  static void loadWhatSparkKnows() throws ReflectiveOperationException {
    for (String holder :
        List.of(
            "org.apache.spark.internal.config.package$",
            "org.apache.spark.internal.config.UI$",
            "org.apache.spark.deploy.yarn.config$",
            "org.apache.spark.deploy.yarn.config.package$",
            "org.apache.spark.deploy.k8s.Config$")) {
      try {
        Class.forName(holder);
      } catch (ClassNotFoundException e) {
        // One of the two spellings of a package object.
        assertTrue(holder.contains("yarn"), holder);
      }
    }
  }

  private static boolean isKnown(String key) {
    return ConfigEntry.findEntry(key) != null || PREFIXED.matcher(key).matches();
  }

  static Stream<Path> files() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(FOLDER)) {
      files = all.filter(file -> file.toString().endsWith(".conf")).sorted().toList();
    }
    assertEquals(
        List.of(
            "kubernetes-gpu.conf",
            "kubernetes.conf",
            "local.conf",
            "standalone-gpu.conf",
            "standalone.conf",
            "yarn-gpu.conf",
            "yarn.conf"),
        files.stream().map(file -> file.getFileName().toString()).toList());
    return files.stream();
  }

  private static Properties properties(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return properties;
  }

  @ParameterizedTest
  @MethodSource("files")
  void everySettingIsOneOfSparks(Path file) throws IOException {
    for (String key : properties(file).stringPropertyNames()) {
      assertTrue(isKnown(key), () -> key + " in " + file);
    }
    assertFalse(isKnown("spark.executor.memoryOverhaed"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void everySettingIsExplainedJustAboveIt(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("spark.")) {
        int line = i;
        assertTrue(lines.get(i - 1).startsWith("# "), () -> lines.get(line) + " in " + file);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void heapAndNativeMemoryFitIntoWhatTheClusterGives(Path file) throws IOException {
    Properties all = properties(file);
    for (String side : List.of("driver", "executor")) {
      String options = all.getProperty("spark." + side + ".extraJavaOptions");
      if (options == null) {
        assertEquals("local.conf", file.getFileName().toString());
        continue;
      }
      long heap = JavaUtils.byteStringAsGb(all.getProperty("spark." + side + ".memory"));
      long nativeMemory = JavaUtils.byteStringAsGb(option(options, "maxbytes"));
      long physical = JavaUtils.byteStringAsGb(option(options, "maxphysicalbytes"));
      assertTrue(heap + nativeMemory < physical, () -> side + " in " + file);
      String overhead = all.getProperty("spark." + side + ".memoryOverhead");
      if (overhead != null) {
        long container = heap + JavaUtils.byteStringAsGb(overhead);
        assertTrue(physical <= container, () -> side + " in " + file);
      }
    }
  }

  private static String option(String options, String name) {
    Matcher matcher =
        Pattern.compile("-Dorg\\.bytedeco\\.javacpp\\." + name + "=(\\S+)").matcher(options);
    assertTrue(matcher.find(), options);
    return matcher.group(1);
  }

  @ParameterizedTest
  @MethodSource("files")
  void onlyTheStandaloneDriverMustBeToldWhatJavaOpensToSpark(Path file) throws IOException {
    Properties all = properties(file);
    Set<String> opens =
        new HashSet<>(
            Arrays.asList(JavaModuleOptions.defaultModuleOptions().strip().split("\\s+")));
    Set<String> driver =
        new HashSet<>(
            Arrays.asList(all.getProperty("spark.driver.extraJavaOptions", "").split("\\s+")));
    boolean standalone = file.getFileName().toString().startsWith("standalone");
    assertEquals(standalone, driver.containsAll(opens), file::toString);
  }

  @ParameterizedTest
  @MethodSource("files")
  void gpuFilesAreTheOthersAndGpus(Path file) throws IOException {
    String name = file.getFileName().toString();
    if (!name.endsWith("-gpu.conf")) {
      return;
    }
    Properties with = properties(file);
    Properties without = properties(file.resolveSibling(name.replace("-gpu", "")));
    for (String key : without.stringPropertyNames()) {
      if (!key.equals("spark.executor.cores") && !key.endsWith("podTemplateFile")) {
        assertEquals(without.getProperty(key), with.getProperty(key), key);
      }
    }
    assertEquals("1", with.getProperty("spark.task.resource.gpu.amount"));
    assertEquals(
        with.getProperty("spark.executor.resource.gpu.amount"),
        with.getProperty("spark.executor.cores"));
  }
}
