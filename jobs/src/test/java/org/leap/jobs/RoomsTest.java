package org.leap.jobs;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Packages have no circles, names stand for one class, and what packages deny is so. */
final class RoomsTest {
  private static final Path ROOT = Path.of("..");
  private static final String MAIN = "src/main/java/org/leap";

  /** What a package says that it does without; not "with and without LEAP", "had never stopped". */
  private static final Pattern DENIAL =
      Pattern.compile(
          "(?i)\\b(neither|(?<!had )never|nothing|no other|needs? no|rather than|(?<!with and )without)\\b");

  private static final DescribedPredicate<JavaClass> SPARK =
      resideInAnyPackage("org.apache.spark..");
  private static final DescribedPredicate<JavaClass> CONFIGURATION =
      resideInAnyPackage("org.leap.jobs.config..");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.leap");

  @Test
  void packagesHaveNoCircles() {
    slices().matching("org.leap.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void aNameStandsForOneClass() throws IOException {
    Map<String, Set<String>> homes = new TreeMap<>();
    for (Path file : sources()) {
      homes
          .computeIfAbsent(file.getFileName().toString(), name -> new TreeSet<>())
          .add(file.getParent().toString());
    }
    homes.remove("package-info.java");
    homes.values().removeIf(folders -> folders.size() == 1);
    Set<String> twice = new TreeSet<>(homes.keySet());
    // Programs call the one, command lines of spark-submit name the other.
    assertTrue(twice.remove("Leap.java"));
    assertEquals(Set.of(), twice, homes::toString);
  }

  /** Package, what it says, and what it therefore must not use. */
  static Stream<Arguments> denials() {
    return Stream.of(
        arguments("core", "LEAP and everything of one replica, without Spark.", SPARK),
        arguments(
            "core",
            "no other module of this project is needed to use it",
            resideInAnyPackage(
                "org.leap.spark..",
                "org.leap.jobs..",
                "org.apache.spark..",
                "org.apache.hadoop..",
                "scala..")),
        arguments(
            "core.cuda",
            "rather than by the bytedeco presets: those link one version of the whole toolkit and cannot be"
                + " loaded without it and a driver, while these work with any version found, and the"
                + " compiler even without a GPU",
            resideInAnyPackage("org.bytedeco..")),
        arguments(
            "core.onednn",
            "Knows neither DL4J nor LEAP.",
            resideInAnyPackage("org.deeplearning4j..", "org.nd4j..")
                .or(
                    resideInAnyPackage("org.leap..")
                        .and(not(resideInAnyPackage("org.leap.core.onednn.."))))),
        arguments(
            "core.step",
            "Knows no perturbation.",
            resideInAnyPackage("org.leap..")
                .and(
                    not(
                        resideInAnyPackage(
                            "org.leap.core.step..",
                            "org.leap.core.onednn..",
                            "org.leap.core.noise..")))),
        arguments(
            "core.optimizer",
            "They need no perturbation",
            resideInAnyPackage("org.leap..")
                .and(not(resideInAnyPackage("org.leap.core.optimizer..")))),
        arguments(
            "jobs.experiment.statistics",
            "nothing here knows how runs are made",
            resideInAnyPackage("org.leap..", "org.apache.spark..")
                .and(not(resideInAnyPackage("org.leap.jobs.experiment.statistics..")))),
        arguments(
            "jobs.formats", "Knows neither the configuration nor Spark.", CONFIGURATION.or(SPARK)),
        arguments(
            "jobs.progress", "Knows neither the configuration nor Spark.", CONFIGURATION.or(SPARK)),
        arguments(
            "jobs.report", "knows neither the configuration nor Spark.", CONFIGURATION.or(SPARK)),
        arguments(
            "jobs.theory",
            "without networks and without Spark",
            resideInAnyPackage("org.deeplearning4j..", "org.leap.jobs.model..", "org.leap.spark..")
                .or(SPARK)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("denials")
  void whatAPackageDeniesIsSo(String room, String sentence, DescribedPredicate<JavaClass> denied)
      throws IOException {
    assertTrue(texts().get(room).contains(sentence), texts().get(room));
    noClasses()
        .that()
        .resideInAPackage("org.leap." + room + "..")
        .should()
        .dependOnClassesThat(denied)
        .because(room + " says: " + sentence)
        .check(CLASSES);
  }

  @Test
  void everyDenialIsARule() throws IOException {
    Map<String, String> open = texts();
    denials()
        .map(Arguments::get)
        .forEach(
            rule ->
                open.computeIfPresent(
                    (String) rule[0], (room, text) -> text.replace((String) rule[1], "")));
    open.values().removeIf(text -> !DENIAL.matcher(text).find());
    assertEquals(Map.of(), open, "say what they do without, and no rule holds it");
  }

  /** What the packages say, on one line each, by their names below org.leap. */
  private static Map<String, String> texts() throws IOException {
    Map<String, String> texts = new TreeMap<>();
    for (Path file : sources()) {
      if (file.endsWith("package-info.java")) {
        String source = Files.readString(file);
        texts.put(
            source.replaceFirst("(?s).*\npackage org\\.leap\\.?(.*?);\\s*", "$1"),
            source.replaceAll("\\s+(\\* )?", " "));
      }
    }
    return texts;
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String module : List.of("leap-core", "leap-spark", "jobs")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve(MAIN))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
      }
    }
    return sources;
  }
}
