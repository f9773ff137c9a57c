package org.leap.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The lists of what the jar for {@code spark-submit} is made of. */
final class SbomIT {
  private static final Path TARGET =
      Path.of(System.getProperty("leap.runtime.classpath.file")).getParent();

  /** Libraries in the jar, as {@code artifact-version}; natives count with their library. */
  private static Set<String> libraries() throws IOException {
    String classPath = Files.readString(TARGET.resolve("leap.classpath")).strip();
    Set<String> names = new TreeSet<>();
    Stream.of(classPath.split(File.pathSeparator, -1))
        .map(Path::of)
        .filter(
            jar -> !jar.toString().contains("leap-core") && !jar.toString().contains("leap-spark"))
        .forEach(
            jar ->
                names.add(
                    jar.getParent().getParent().getFileName()
                        + " "
                        + jar.getParent().getFileName()));
    return names;
  }

  @Test
  void theBillOfMaterialsHasEveryLibraryOfTheJar() throws IOException {
    JsonNode sbom = new ObjectMapper().readTree(TARGET.resolve("sbom.json").toFile());
    assertEquals("CycloneDX", sbom.path("bomFormat").asText());
    Set<String> listed = new TreeSet<>();
    for (JsonNode component : sbom.path("components")) {
      if (!component.path("group").asText().equals("org.leap")) {
        listed.add(component.path("name").asText() + " " + component.path("version").asText());
        assertFalse(component.path("hashes").isEmpty(), component::toString);
      }
    }
    // It lists besides what some of them ask for and the jar leaves out or to the cluster.
    Set<String> missing = new TreeSet<>(libraries());
    missing.removeAll(listed);
    assertEquals(Set.of(), missing);
  }

  @Test
  void everyLibraryHasALicence() throws IOException {
    List<String> lines = Files.readAllLines(TARGET.resolve("THIRD-PARTY.txt"));
    for (String library : libraries()) {
      String artifact = library.replace(' ', ':');
      List<String> found =
          lines.stream().filter(line -> line.contains(":" + artifact + " ")).toList();
      assertEquals(1, found.size(), () -> library + ": " + found);
      assertFalse(found.get(0).contains("Unknown license"), found.get(0));
    }
    assertTrue(lines.size() > 20, lines::toString);
  }
}
