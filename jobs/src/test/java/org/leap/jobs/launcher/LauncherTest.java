package org.leap.jobs.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The launcher in a repository of its own, with scripts that say how they were called in the place
 * of java, mvn and spark-submit.
 */
@DisabledOnOs(OS.WINDOWS)
final class LauncherTest {
  private static final String NOTING = "leap: noting what LEAP loads, so that it starts sooner";

  @TempDir Path folder;
  private Repository repository;

  @BeforeEach
  void createRepository() throws IOException {
    repository = Repository.create(folder.resolve("a folder"));
  }

  @Test
  void buildsOnceAndSaysSo() throws IOException {
    Call first = repository.leap("validate", "x.yaml");
    assertTrue(first.err().contains("leap: building"), first.err());
    assertEquals(0, first.exitCode(), first.err());

    Call second = repository.leap("validate", "x.yaml");
    assertEquals("", second.err());
    assertEquals(1, repository.builds());
  }

  @Test
  void buildsAgainAfterAnEditADeletionOrALostLibrary() throws IOException {
    repository.leap("validate");
    repository.age();

    Files.writeString(repository.source(), "edited");
    repository.leap("validate");
    assertEquals(2, repository.builds());
    repository.age();

    Files.delete(repository.source());
    repository.leap("validate");
    assertEquals(3, repository.builds());
    repository.age();

    Files.delete(repository.library());
    repository.leap("validate");
    assertEquals(4, repository.builds());
  }

  @Test
  void failedBuildEndsWithFiveAndShowsWhy() throws IOException {
    repository.program("mvn", "echo '[ERROR] Leap.java:[7,3] missing return'; exit 1");
    Call call = repository.leap("validate");
    assertEquals(5, call.exitCode());
    assertTrue(call.err().contains("[ERROR] Leap.java:[7,3] missing return"), call.err());
    assertTrue(call.err().contains("the build failed (mvn exit 1)"), call.err());
    assertFalse(Files.exists(repository.lock()), "the lock must be given back");
  }

  private void lock(String owner) throws IOException {
    Files.createDirectories(repository.lock());
    Files.writeString(repository.lock().resolve("pid"), owner);
  }

  /** A process of this machine, as the launcher knows it. */
  private static String process(long number, long startTicks) throws IOException {
    return "%s %s %s %s"
        .formatted(
            number,
            Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip(),
            Files.readSymbolicLink(Path.of("/proc/self/ns/pid")),
            startTicks);
  }

  private void assertTakesOverAtOnce() throws IOException {
    Call call = repository.leap("validate");
    assertEquals(0, call.exitCode(), call.err());
    assertEquals(1, repository.builds());
    assertFalse(Files.exists(repository.lock()));
    assertFalse(call.err().contains("waiting"), call.err());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void lockOfADeadBuildIsTakenOver() throws IOException {
    lock(process(999_999_999, 5));
    assertTakesOverAtOnce();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void lockOfABuildWhoseProcessNumberIsAnothersNowIsTakenOver() throws IOException {
    lock(process(ProcessHandle.current().pid(), 5));
    assertTakesOverAtOnce();
  }

  /** In a container, or on another machine that shares the folder, numbers mean other processes. */
  @ParameterizedTest
  @ValueSource(strings = {"999999999 another-boot pid:[1] 5", "999999999", ""})
  void lockOfABuildElsewhereIsRespectedAsLongAsItIsRenewed(String owner) throws Exception {
    repository.program("sleep", "exec /bin/sleep 0.05");
    lock(owner);
    Process waiting = repository.start("validate");
    for (int renewal = 0; renewal < 20; renewal++) {
      Files.writeString(repository.lock().resolve("renewed"), renewal + "\n");
      Thread.sleep(100);
      assertTrue(waiting.isAlive());
    }
    assertEquals(0, repository.builds());
    Call call = Call.of(waiting);
    assertEquals(0, call.exitCode(), call.err());
    assertTrue(call.err().contains("waiting for the build that another leap"), call.err());
    assertEquals(1, repository.builds(), "not renewed any longer, it is taken over");
  }

  @Test
  void theLockOfALongBuildIsRenewed() throws Exception {
    repository.program("sleep", "exec /bin/sleep 0.05");
    repository.program("mvn", "/bin/sleep 2\n" + repository.mavenScript());
    Process building = repository.start("validate");
    Path renewed = repository.lock().resolve("renewed");
    while (building.isAlive() && !Files.exists(renewed)) {
      Thread.sleep(10);
    }
    assertTrue(building.isAlive(), "it was never renewed");
    Call call = Call.of(building);
    assertEquals(0, call.exitCode(), call.err());
    assertFalse(Files.exists(repository.lock()));
  }

  @Test
  void secondLauncherWaitsForTheBuildOfTheFirst() throws IOException {
    repository.slowDownBuilds();
    Process first = repository.start("validate");
    Call second = repository.leap("validate");
    assertEquals(0, second.exitCode(), second.err());
    assertEquals(0, Call.of(first).exitCode());
    assertEquals(1, repository.builds());
  }

  @Test
  void runsEmbeddedWithTheArgumentsAsTheyCame() throws IOException {
    Call call = repository.leap("train", "my config.yaml", "--set", "a=b c", "");
    assertTrue(
        call.out().contains("[org.leap.jobs.Leap][train][my config.yaml][--set][a=b c][]"),
        call.out());
    assertTrue(call.out().contains("[-Dspark.master=local[*]]"), call.out());
    assertTrue(call.out().contains("[--add-modules][jdk.incubator.vector]"), call.out());
    assertTrue(call.out().contains("[--add-opens=java.base/sun.nio.ch=ALL-UNNAMED]"), call.out());
    assertTrue(call.out().contains("OMP_NUM_THREADS=1 SPARK_LOCAL_IP=127.0.0.1"), call.out());
  }

  /**
   * Of what Java itself writes, one line is kept back, if it is the first; nothing else is changed.
   */
  @Test
  void theWarningOfIncubatorModulesIsKeptBack() throws IOException {
    String warning = "echo 'WARNING: Using incubator modules: jdk.incubator.vector' >&2\n";
    repository.program(
        "java",
        Repository.JAVA.replaceFirst(
            "printf",
            warning + "printf 'half a line\\\\r' >&2; echo error >&2; " + warning + "printf"));
    repository.leap("validate");
    Call call = repository.leap("exit", "4");
    assertEquals(
        "half a line\rerror\nWARNING: Using incubator modules: jdk.incubator.vector\n", call.err());
    assertEquals(4, call.exitCode());

    repository.program(
        "java", Repository.JAVA.replaceFirst("printf", "printf unended >&2; printf"));
    assertEquals("unended", repository.leap("validate").err());
  }

  @Test
  void masterMayStandAnywhereAndIsNotPassedOn() throws IOException {
    Call before = repository.leap("--master", "local[3]", "train", "x.yaml");
    assertTrue(before.out().contains("[-Dspark.master=local[3]]"), before.out());
    assertTrue(before.out().contains("[org.leap.jobs.Leap][train][x.yaml]\n"), before.out());

    Call after = repository.leap("train", "x.yaml", "--master=local[3]");
    assertEquals(before.out(), after.out());
  }

  @Test
  void memorySetsHeapAndNativeLimits() throws IOException {
    Call call = repository.withEnvironment("LEAP_MEMORY", "3g").leap("validate");
    assertTrue(
        call.out()
            .contains(
                "[-Xmx3072m][-Dorg.bytedeco.javacpp.maxbytes=6144m][-Dorg.bytedeco.javacpp.maxphysicalbytes=12288m]"),
        call.out());

    Call wrong = repository.withEnvironment("LEAP_MEMORY", "much").leap("validate");
    assertEquals(2, wrong.exitCode());
    assertTrue(wrong.err().contains("the memory 'much' is not a size"), wrong.err());
  }

  @Test
  void jarsOfTablesComeLastOnTheClassPath() throws IOException {
    Call call = repository.withEnvironment("LEAP_JARS", "/opt/a.jar:/opt/b.jar").leap("validate");
    assertTrue(call.out().contains(":/opt/a.jar:/opt/b.jar]"), call.out());
  }

  private Path sharedClasses() {
    return repository.target().resolve("classes-of-java-17.0.15.jsa");
  }

  private void assertShared(boolean noted, Call call) {
    assertEquals(0, call.exitCode(), call.err());
    assertEquals(noted, call.err().contains(NOTING), call.err());
    assertTrue(call.out().contains("[-XX:SharedArchiveFile=" + sharedClasses() + "]"), call.out());
    assertFalse(call.out().contains("ArchiveClassesAtExit"), call.out());
  }

  @Test
  void theFirstTrainingAfterABuildNotesTheClassesForAllThatFollow() throws IOException {
    assertFalse(repository.leap("validate").out().contains("SharedArchiveFile"));
    assertFalse(repository.leap("train", "--help").out().contains("SharedArchiveFile"));
    assertShared(true, repository.leap("train", "x.yaml"));
    assertShared(false, repository.leap("train", "x.yaml"));
    assertShared(false, repository.leap("validate"));
    repository.age();
    Files.writeString(repository.source(), "edited");
    assertShared(true, repository.leap("train", "x.yaml"));
    try (Stream<Path> files = Files.list(repository.target())) {
      assertEquals(List.of(), files.filter(file -> file.toString().contains("/classes.")).toList());
    }
  }

  /** One that is built without such a file itself, or that an agent looks into. */
  @Test
  void aJavaThatCannotShareClassesTrainsWithout() throws IOException {
    repository.program(
        "java",
        Repository.JAVA.replace(
            "printf", "case $* in *ArchiveClassesAtExit*) echo no >&2; exit 1;; esac; printf"));
    Call call = repository.leap("train", "x.yaml");
    assertEquals(0, call.exitCode(), call.err());
    assertTrue(call.out().contains("[org.leap.jobs.Leap][train][x.yaml]"), call.out());
    assertFalse(call.out().contains("SharedArchiveFile"), call.out());
    assertFalse(Files.exists(sharedClasses()));
  }

  @Test
  void leastMemoryIsWhatSparkNeeds() throws IOException {
    Call call = repository.withEnvironment("LEAP_MEMORY", "300m").leap("validate");
    assertEquals(2, call.exitCode());
    assertEquals(
        "leap: the memory '300m' is not a size of at least 512m, which Spark needs to start, such as 4g (LEAP_MEMORY, or spark.driver.memory in the properties file).",
        call.err().lines().filter(line -> !line.contains("building")).findFirst().orElseThrow());
    assertEquals(0, repository.withEnvironment("LEAP_MEMORY", "512m").leap("validate").exitCode());
  }

  /** As under cron, which sets no locale, and where a script asked for that of C. */
  @Test
  void namesBeyondAsciiNeedNoLocale() throws IOException {
    Call without = repository.leap("validate");
    assertTrue(without.out().contains("names are UTF-8\n"), without.out() + without.err());
    Call ofC = repository.withEnvironment("LC_ALL", "C").leap("validate");
    assertTrue(ofC.out().contains("names are UTF-8\n"), ofC.out() + ofC.err());
    Call missing = repository.withEnvironment("LC_ALL", "xx_YY.UTF-8").leap("validate");
    assertTrue(missing.out().contains("names are UTF-8\n"), missing.out() + missing.err());
  }

  @Test
  void aSystemWithoutUtf8SaysWhatIsLost() throws IOException {
    repository.program("locale", "[ \"$1\" = -a ] && echo POSIX || echo ANSI_X3.4-1968");
    Call call = repository.leap("validate");
    assertEquals(0, call.exitCode(), call.err());
    assertTrue(
        call.err()
            .contains(
                "leap: this system has no UTF-8 locale, such as C.UTF-8: files whose names go beyond ASCII will not be found\n"),
        call.err());
  }

  @Test
  void anotherCharacterSetIsLeftAlone() throws IOException {
    repository.program("locale", "echo ISO-8859-1");
    Call call = repository.withEnvironment("LC_ALL", "de_DE").leap("validate");
    assertTrue(call.out().contains("names are ISO-8859-1\n"), call.out());
  }

  @Test
  void exitCodeOfJavaIsPassedThrough() throws IOException {
    assertEquals(4, repository.leap("exit", "4").exitCode());
  }

  @Test
  void clusterWithoutSparkHomeEndsWithTwoAndSaysWhatToDo() throws IOException {
    Call call = repository.leap("train", "x.yaml", "--master", "spark://host:7077");
    assertEquals(2, call.exitCode());
    assertTrue(
        call.err().contains("'spark://host:7077' is reached through spark-submit. Set SPARK_HOME"),
        call.err());
    assertEquals(0, repository.builds());
  }

  @Test
  void clusterIsReachedThroughSparkSubmit() throws IOException {
    Call call = repository.withSparkHome().leap("train", "x.yaml", "--master", "yarn");
    assertEquals(0, call.exitCode(), call.err());
    assertTrue(
        call.out().startsWith("[spark-submit][--master][yarn][--class][org.leap.jobs.Leap]"),
        call.out());
    assertTrue(call.out().contains("[spark.executorEnv.OMP_NUM_THREADS=1]"), call.out());
    assertTrue(call.out().contains("[spark.executorEnv.LC_ALL=C.UTF-8]"), call.out());
    assertTrue(call.out().endsWith("leap-jobs-9.9-bin.jar][train][x.yaml]\n"), call.out());
  }

  /** They decide the last bits, so executors must not take others than the driver. */
  @Test
  void kernelsOfOpenBlasAreTheSameEverywhere() throws IOException {
    Call call =
        repository
            .withSparkHome()
            .withEnvironment("OPENBLAS_CORETYPE", "Haswell")
            .leap("train", "x.yaml", "--master", "yarn");
    for (String side : List.of("spark.executorEnv", "spark.yarn.appMasterEnv")) {
      assertTrue(call.out().contains("[" + side + ".OPENBLAS_CORETYPE=Haswell]"), call.out());
      assertFalse(call.out().contains("OPENBLAS_L2_SIZE"), call.out());
    }
  }

  @Test
  void aJarInAnImageIsSubmittedWithoutABuild() throws IOException {
    Call call =
        repository
            .withSparkHome()
            .withEnvironment("LEAP_JAR", "local:///opt/leap/leap-jobs.jar")
            .leap("train", "x.yaml", "--master", "k8s://https://host");
    assertEquals("", call.err());
    assertTrue(
        call.out().endsWith("[local:///opt/leap/leap-jobs.jar][train][x.yaml]\n"), call.out());
    assertEquals(0, repository.builds());
  }

  @Test
  void optionsThatAreThereAlreadyAreNotRepeated() throws IOException {
    Path properties = folder.resolve("standalone.conf");
    Files.copy(Path.of("..", "conf", "spark", "standalone.conf"), properties);
    Call call =
        repository.withSparkHome().leap("train", "--properties-file", properties.toString());
    assertFalse(call.out().contains("extraJavaOptions"), call.out());
    assertTrue(call.out().contains("[--properties-file][" + properties + "]"), call.out());
  }

  @Test
  void propertiesFileNamesTheMasterAndKeepsItsJavaOptions() throws IOException {
    Path properties = folder.resolve("my cluster.properties");
    Files.writeString(
        properties,
        "# a comment\n"
            + "spark.master spark://host:7077\n"
            + "spark.executor.extraJavaOptions=-Da=b\n"
            + "spark.executorEnv.OMP_NUM_THREADS : 2\n");
    Call call =
        repository.withSparkHome().leap("train", "--properties-file", properties.toString());
    assertTrue(
        call.out().contains("[--master][spark://host:7077][--properties-file][" + properties + "]"),
        call.out());
    assertTrue(
        call.out()
            .contains(
                "[spark.executor.extraJavaOptions=-Da=b --add-modules jdk.incubator.vector"
                    + " -XX:+UseParallelGC]"),
        call.out());
    assertFalse(call.out().contains("spark.executorEnv.OMP_NUM_THREADS"), call.out());
  }

  @Test
  void propertiesFileHoldsInTheEmbeddedModeToo() throws IOException {
    Path properties = folder.resolve("local.properties");
    Files.writeString(properties, "spark.ui.enabled false\n");
    Call call = repository.leap("train", "--properties-file", properties.toString());
    assertTrue(call.out().contains("[-Dleap.properties.file=" + properties + "]"), call.out());

    Call missing = repository.leap("train", "--properties-file", "/no/such.properties");
    assertEquals(2, missing.exitCode());
    assertTrue(missing.err().contains("'/no/such.properties' cannot be read"), missing.err());
  }

  @Test
  void javaOptionsOfThePropertiesFileHoldInTheEmbeddedModeAfterOurs() throws IOException {
    Path properties = folder.resolve("logging.properties");
    Files.writeString(
        properties,
        "spark.driver.extraJavaOptions -Dlog4j2.configurationFile=file:/logs.properties -XX:+UseG1GC\n");
    Call call = repository.leap("train", "--properties-file", properties.toString());
    assertTrue(
        call.out()
            .contains(
                "[-Dlog4j2.configurationFile=log4j2-leap.properties][-Dlog4j2.configurationFile=file:/logs.properties][-XX:+UseG1GC]"),
        call.out());
    assertFalse(call.out().contains("UseParallelGC"), call.out());
  }

  private void useJava(String version) throws IOException {
    repository.program("java", Repository.JAVA.replace("17.0.15", version));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.8.0_402", "11.0.2", "19.0.1"})
  void aJavaThatNoSparkRunsOnIsRefused(String version) throws IOException {
    useJava(version);
    Call call = repository.leap("validate");
    assertEquals(2, call.exitCode());
    assertTrue(
        call.err().contains("is not Java 17, 21 or later: openjdk version \"" + version + "\""),
        call.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"21.0.7", "25", "25.0.3"})
  void laterJavaRunsSparkFour(String version) throws IOException {
    useJava(version);
    Call call = repository.leap("validate");
    assertEquals(0, call.exitCode(), call.err());
    assertTrue(call.out().contains("/spark-4-library.jar]"), call.out());
    assertEquals(2, repository.builds(), "the jar, and the class path of Spark 4");
    repository.leap("validate");
    assertEquals(2, repository.builds());

    Call other = repository.withEnvironment("LEAP_SPARK", "3.5").leap("validate");
    assertEquals(2, other.exitCode());
    assertTrue(other.err().contains("Spark 3.5 does not run on Java"), other.err());
  }

  @Test
  void javaSeventeenRunsTheSparkThatIsNamed() throws IOException {
    Call unnamed = repository.leap("validate");
    assertFalse(unnamed.out().contains("spark-4-library"), unnamed.out());
    Call named = repository.withEnvironment("LEAP_SPARK", "3.5").leap("validate");
    assertEquals(unnamed.out(), named.out());
    assertEquals(1, repository.builds());
    Call four = repository.withEnvironment("LEAP_SPARK", "4").leap("validate");
    assertTrue(four.out().contains("/spark-4-library.jar]"), four.out());

    Call unknown = repository.withEnvironment("LEAP_SPARK", "2").leap("validate");
    assertEquals(2, unknown.exitCode());
    assertTrue(unknown.err().contains("LEAP_SPARK is '2', but must be 3.5 or 4."), unknown.err());
  }

  @Test
  void linkToTheLauncherWorksFromAnyFolder() throws IOException {
    Path link =
        Files.createSymbolicLink(
            folder.resolve("leap-link"),
            Files.createSymbolicLink(folder.resolve("second"), repository.script()));
    Call call = repository.run(link, folder, "validate");
    assertEquals(0, call.exitCode(), call.err());
    assertTrue(call.out().contains("[org.leap.jobs.Leap][validate]"), call.out());
  }

  @Test
  void editDuringTheBuildIsBuiltNextTime() throws IOException {
    repository.program(
        "mvn",
        repository.mavenScript()
            + "\n"
            + "sleep 1.1; touch \"$PWD/jobs/src/main/java/Leap.java\"; sleep 1.1; touch"
            + " \"$PWD/jobs/target/leap.classpath\" \"$PWD/jobs/target/spark.classpath\"");
    repository.leap("validate");
    Call second = repository.leap("validate");
    assertTrue(second.err().contains("leap: building"), second.err());
  }
}
