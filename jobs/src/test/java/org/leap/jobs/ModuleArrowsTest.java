package org.leap.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.apache.spark.broadcast.Broadcast;
import org.leap.spark.data.BroadcastRemoval;

/** The arrows between the modules, the thin command line on top, and what may never be called. */
@AnalyzeClasses(packages = "org.leap", importOptions = ImportOption.DoNotIncludeTests.class)
final class ModuleArrowsTest {
  @ArchTest
  static final ArchRule coreNeverSeesSparkOrTheModulesAbove =
      noClasses()
          .that()
          .resideInAPackage("org.leap.core..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.spark..",
              "org.apache.hadoop..",
              "scala..",
              "org.leap.spark..",
              "org.leap.jobs..");

  @ArchTest
  static final ArchRule engineNeverSeesJobs =
      noClasses()
          .that()
          .resideInAPackage("org.leap.spark..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.leap.jobs..");

  @ArchTest
  static final ArchRule nothingSeesTheCommandLine =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.leap.jobs", "org.leap.jobs.cli..")
          .should()
          .dependOnClassesThat()
          .haveNameMatching("org\\.leap\\.jobs\\.(Leap|cli\\..*)");

  @ArchTest
  static final ArchRule onlyTheCommandLineKnowsItsParser =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.leap.jobs", "org.leap.jobs.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..");

  /**
   * Spark waits for the answer of executors without an end, also where its context has just been
   * stopped and nobody answers any more: a run of an experiment hung so.
   */
  @ArchTest
  static final ArchRule onlyOneWaitsUntilABroadcastIsGone =
      noClasses()
          .that()
          .areNotAssignableTo(BroadcastRemoval.class)
          .should()
          .callMethod(Broadcast.class, "destroy", boolean.class)
          .orShould()
          .callMethod(Broadcast.class, "unpersist", boolean.class);
}
