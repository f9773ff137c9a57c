package org.leap.jobs.docs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What docs/architecture.md says of the code is true. */
final class ArchitecturePageTest {
  private static final Pattern SECTION = Pattern.compile("(?ms)^## (.+?)\n(.*?)(?=^## |\\z)");
  private static final Pattern MERMAID = Pattern.compile("(?ms)^```mermaid\n(.*?)^```");
  private static final Pattern WALK =
      Pattern.compile("(?ms)^### (.+?)\n\n(\\d+) stops[.,](.*?)(?=^### |\\z)");
  private static final Pattern STOP = Pattern.compile("`((?:core|spark|jobs)\\.[\\w.]+)`");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (?!word )([a-z ]+) \\|");
  private static final int MOST_WORDS = 25;

  private static String page;
  private static Picture picture;
  private static JavaClasses classes;

  @BeforeAll
  static void read() throws IOException {
    page = Files.readString(Path.of("../docs/architecture.md"));
    picture = Picture.of(MERMAID.matcher(page).results().findFirst().orElseThrow().group(1));
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.leap");
  }

  @Test
  void everyClassHasAPlaceInThePicture() {
    Set<String> strangers = new TreeSet<>();
    for (JavaClass type : classes) {
      if (picture.node(type).isEmpty() && !type.getSimpleName().equals("package-info")) {
        strangers.add(type.getPackageName());
      }
    }
    assertEquals(Set.of(), strangers, "packages that the picture lacks");
  }

  @Test
  void packagesUseOnlyWhatTheirArrowsLeadTo() {
    for (String node : picture.arrows().keySet()) {
      Set<String> others = new TreeSet<>(picture.arrows().keySet());
      others.remove(node);
      others.removeAll(picture.reachable(node));
      noClasses()
          .that(picture.classesOf(Set.of(node)))
          .should()
          .dependOnClassesThat(picture.classesOf(others))
          .because("no arrow of docs/architecture.md leads there")
          .allowEmptyShould(true)
          .check(classes);
    }
  }

  @Test
  void everyArrowIsUsed() {
    Set<String> unused = new TreeSet<>();
    picture.arrows().forEach((from, all) -> all.forEach(to -> unused.add(from + " --> " + to)));
    for (JavaClass type : classes) {
      type.getDirectDependenciesFromSelf()
          .forEach(
              use ->
                  unused.remove(picture.node(type) + " --> " + picture.node(use.getTargetClass())));
    }
    assertEquals(Set.of(), unused, "arrows that nothing uses");
  }

  @Test
  void arrowsDoNotLeadInCircles() {
    for (Map.Entry<String, Set<String>> node : picture.arrows().entrySet()) {
      assertFalse(picture.reachable(node.getKey()).contains(node.getKey()), node::toString);
    }
  }

  /** A walk is no longer than it must be, and says how long it is. */
  @Test
  void stopsOfWalksAreClassesAndAsManyAsIsSaid() {
    Map<String, Integer> most =
        Map.of(
            "Sigma, from YAML to kernel", 28,
            "A minibatch, from file to average", 32,
            "A checkpoint, out and back", 12,
            "A schedule, from YAML to an update", 7);
    Map<String, Integer> said = new TreeMap<>();
    for (MatchResult walk : WALK.matcher(section("Four walks")).results().toList()) {
      Set<String> stops = new TreeSet<>();
      STOP.matcher(walk.group(3)).results().forEach(stop -> stops.add("org.leap." + stop.group(1)));
      assertEquals(Integer.parseInt(walk.group(2)), stops.size(), stops::toString);
      said.put(walk.group(1), stops.size());
      stops.removeIf(classes::contain);
      assertEquals(Set.of(), stops);
    }
    assertEquals(most.keySet(), said.keySet());
    said.forEach((walk, stops) -> assertTrue(stops <= most.get(walk), walk + ": " + stops));
  }

  @Test
  void theGlossaryIsShortAndSaysEveryWordOnce() {
    List<String> words =
        ROW.matcher(section("Glossary")).results().map(row -> row.group(1)).toList();
    assertTrue(words.size() >= 11 && words.size() <= MOST_WORDS, words::toString);
    assertEquals(words.size(), Set.copyOf(words).size(), words::toString);
  }

  private static String section(String title) {
    return SECTION
        .matcher(page)
        .results()
        .filter(section -> section.group(1).equals(title))
        .map((MatchResult section) -> section.group(2))
        .findFirst()
        .orElseThrow(() -> new AssertionError("docs/architecture.md has no section " + title));
  }
}
