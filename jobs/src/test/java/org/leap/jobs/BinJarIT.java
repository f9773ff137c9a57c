package org.leap.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What the jar for {@code spark-submit} holds and leaves to the cluster. */
final class BinJarIT {
  private static final Path JAR = Path.of(System.getProperty("leap.bin.jar"));
  private static final String SERVICE = "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend";
  private static final Pattern NATIVE =
      Pattern.compile(
          "org/(?:nd4j|bytedeco)/(?:.*/)?([a-z]+-[a-z0-9_]+)/[^/]+\\.(?:so[.0-9]*|dll|dylib)");

  private static final Pattern MANAGERS =
      Pattern.compile(
          "(spark-yarn_|spark-kubernetes_|kubernetes-|okhttp-|okio-|snakeyaml|jackson-data|zjsonpatch).*\\.jar");

  @Test
  void holdsOneBackendAndItsService() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      ZipEntry service = jar.getEntry(SERVICE);
      String text = new String(jar.getInputStream(service).readAllBytes(), StandardCharsets.UTF_8);
      List<String> backends =
          text.lines()
              .map(String::strip)
              .filter(line -> !line.isEmpty() && !line.startsWith("#"))
              .toList();
      assertEquals(1, backends.size(), () -> SERVICE + ": " + backends);
      String backend = backends.get(0).replace('.', '/') + ".class";
      assertTrue(names(jar).contains(backend), () -> "no " + backend + " in " + JAR);
    }
  }

  @Test
  void holdsTheBinariesOfThePlatformAskedForAndNoOther() throws IOException {
    Set<String> platforms = new TreeSet<>();
    try (JarFile jar = new JarFile(JAR.toFile())) {
      for (String name : names(jar)) {
        Matcher matcher = NATIVE.matcher(name);
        if (matcher.matches()) {
          platforms.add(matcher.group(1));
        }
      }
    }
    assertEquals(Set.of(System.getProperty("leap.platform")), platforms);
  }

  @Test
  void leavesToTheClusterWhatTheClusterBrings() throws IOException {
    Set<String> classes;
    try (JarFile jar = new JarFile(JAR.toFile())) {
      classes = classes(jar);
    }
    assertTrue(classes.contains("org/leap/jobs/Leap.class"));
    Path classPath = Path.of(System.getProperty("spark.classpath.file"));
    List<String> brought =
        new ArrayList<>(List.of(Files.readString(classPath).strip().split(File.pathSeparator, -1)));
    // What a full installation has besides, for its cluster managers.
    for (String path : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (MANAGERS.matcher(Path.of(path).getFileName().toString()).lookingAt()) {
        brought.add(path);
      }
    }
    for (String path : brought) {
      try (JarFile spark = new JarFile(path)) {
        Set<String> twice = classes(spark);
        twice.retainAll(classes);
        assertEquals(Set.of(), twice, () -> "in " + JAR + " and in " + path);
      }
    }
  }

  @Test
  void isSmallEnoughToShip() throws IOException {
    assertTrue(
        Files.size(JAR) < 220_000_000, () -> JAR + " has " + JAR.toFile().length() + " bytes");
  }

  private static Set<String> names(JarFile jar) {
    Set<String> names = new HashSet<>();
    jar.stream().map(ZipEntry::getName).forEach(names::add);
    return names;
  }

  private static Set<String> classes(JarFile jar) {
    Set<String> classes = names(jar);
    // ND4J's relocated guava keeps three classes under guava's own name; nothing that is called
    // uses them.
    classes.removeIf(name -> name.startsWith("com/google/thirdparty/publicsuffix/"));
    classes.removeIf(
        name ->
            !name.endsWith(".class")
                || name.contains("META-INF/")
                || name.endsWith("module-info.class"));
    return classes;
  }
}
