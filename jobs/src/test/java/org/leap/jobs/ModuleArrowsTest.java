package org.leap.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the modules, and the thin command line on top. */
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
}
