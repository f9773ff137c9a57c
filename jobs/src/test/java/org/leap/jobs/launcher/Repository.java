package org.leap.jobs.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A small repository with the launcher in it, and programs that say how they were called. */
final class Repository {
  private static final String POM =
      "<project>\n  <version>9.9</version>\n"
          + "  <spark.opens>--add-opens=java.base/sun.nio.ch=ALL-UNNAMED -Da=b</spark.opens>\n</project>\n";
  private static final String SAY = "printf '[%s]' \"$@\"; echo\n";
  static final String JAVA =
      "if [ \"$1\" = -version ]; then echo 'openjdk version \"17.0.15\" 2025-04-15' >&2; exit; fi\n"
          + SAY
          + "echo \"OMP_NUM_THREADS=$OMP_NUM_THREADS SPARK_LOCAL_IP=$SPARK_LOCAL_IP\"\n"
          + "echo \"names are $(locale charmap)\"\n"
          + "while [ $# -gt 0 ]; do case $1 in exit) exit \"$2\";;\n"
          + "-XX:ArchiveClassesAtExit=*) echo classes > \"${1#*=}\";; esac; shift; done\n";

  private final Path root;
  private final Path programs;
  private final Map<String, String> environment = new HashMap<>();

  private Repository(Path root, Path programs) {
    this.root = root;
    this.programs = programs;
  }

  static Repository create(Path folder) throws IOException {
    Repository repository =
        new Repository(
            folder.resolve("the repository"), Files.createDirectories(folder.resolve("jdk/bin")));
    Path launcher = Path.of("..", "leap").toAbsolutePath().normalize();
    Files.createDirectories(repository.source().getParent());
    Files.copy(launcher, repository.script(), StandardCopyOption.COPY_ATTRIBUTES);
    Files.writeString(repository.root.resolve("pom.xml"), POM);
    Files.writeString(repository.source(), "");
    repository.program("mvn", repository.mavenScript());
    repository.program("java", JAVA);
    repository.program("javac", "");
    repository.age();
    return repository;
  }

  Path script() {
    return root.resolve("leap");
  }

  Path source() {
    return root.resolve("jobs/src/main/java/Leap.java");
  }

  Path library() {
    return root.resolve("library.jar");
  }

  /** Where the build leaves what the launcher runs. */
  Path target() {
    return root.resolve("jobs/target");
  }

  Path lock() {
    return root.resolve("target/leap-build.lock");
  }

  /** How often the build ran. */
  long builds() throws IOException {
    Path log = root.resolve("builds");
    try (Stream<String> lines = Files.exists(log) ? Files.lines(log) : Stream.empty()) {
      return lines.count();
    }
  }

  /** What the stand-in for Maven does: makes the files that the launcher runs. */
  String mavenScript() {
    return "echo build >> builds; mkdir -p jobs/target; touch library.jar\n"
        + "touch jobs/target/leap-jobs-9.9.jar jobs/target/leap-jobs-9.9-bin.jar\n"
        + "echo \"$PWD/library.jar\" > jobs/target/leap.classpath\n"
        + "echo \"$PWD/library.jar\" > jobs/target/spark.classpath\n"
        + "case \"$*\" in *-Dspark=4*) mkdir -p jobs/target/spark-4; touch spark-4-library.jar\n"
        + "echo \"$PWD/library.jar\" > jobs/target/spark-4/leap.classpath\n"
        + "echo \"$PWD/spark-4-library.jar\" > jobs/target/spark-4/spark.classpath;; esac\n";
  }

  void slowDownBuilds() throws IOException {
    program("mvn", "sleep 1\n" + mavenScript());
  }

  void program(String name, String script) throws IOException {
    write(programs.resolve(name), script);
  }

  Repository withEnvironment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Repository withSparkHome() throws IOException {
    Path home = root.resolveSibling("spark home");
    write(
        Files.createDirectories(home.resolve("bin")).resolve("spark-submit"),
        "printf '[spark-submit]'; " + SAY);
    return withEnvironment("SPARK_HOME", home.toString());
  }

  /** Makes everything an hour old, so that the next change is newer whatever the clock's grain. */
  void age() throws IOException {
    FileTime hourAgo = FileTime.from(Instant.now().minusSeconds(3600));
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.toList()) {
        Files.setLastModifiedTime(path, hourAgo);
      }
    }
  }

  Call leap(String... arguments) throws IOException {
    return run(script(), root, arguments);
  }

  Call run(Path script, Path folder, String... arguments) throws IOException {
    return Call.of(start(script, folder, arguments));
  }

  Process start(String... arguments) throws IOException {
    return start(script(), root, arguments);
  }

  private Process start(Path script, Path folder, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    Map<String, String> variables = builder.environment();
    variables
        .keySet()
        .removeAll(
            List.of(
                "SPARK_HOME",
                "LEAP_SPARK",
                "LEAP_JAR",
                "LEAP_JARS",
                "LEAP_MEMORY",
                "OMP_NUM_THREADS",
                "SPARK_LOCAL_IP"));
    variables
        .keySet()
        .removeIf(
            name -> name.equals("LANG") || name.startsWith("LC_") || name.startsWith("OPENBLAS_"));
    variables.put("JAVA_HOME", programs.getParent().toString());
    variables.put("PATH", programs + ":" + System.getenv("PATH"));
    variables.putAll(environment);
    return builder.start();
  }

  private static void write(Path file, String script) throws IOException {
    Files.writeString(file, "#!/usr/bin/env bash\n" + script);
    if (!file.toFile().setExecutable(true)) {
      throw new IOException("Cannot make " + file + " executable");
    }
  }
}
