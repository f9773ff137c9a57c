package org.leap.jobs.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files for schedulers and GPU discovery, run with stand-ins for what they call. */
@EnabledOnOs(OS.LINUX)
final class ScheduleFilesTest {
  private static final Path CONF = Path.of("..", "conf").toAbsolutePath().normalize();

  @TempDir Path folder;

  private record Ended(int exitCode, String output) {}

  private Ended run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    return new Ended(process.exitValue(), output);
  }

  private Path program(String name, String script) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, "#!/usr/bin/env bash\n" + script);
    assertTrue(file.toFile().setExecutable(true));
    return file;
  }

  private Ended nightly(String leap) throws IOException, InterruptedException {
    program("leap", leap);
    program("alert", "echo \"ALERT: $*\"");
    String[] command = {
      CONF.resolve("schedule/leap-nightly.sh").toString(), "my.yaml", "hdfs:///runs/{name}/{date}"
    };
    return run(
        Map.of(
            "LEAP_HOME",
            folder.toString(),
            "LEAP_DATE",
            "2026-01-05",
            "LEAP_ALERT",
            folder.resolve("alert") + " -p high",
            "LEAP_LOCK",
            folder.resolve("lock").toString()),
        command);
  }

  @Test
  void theNightsRunResumesInTheFolderOfItsDate() throws IOException, InterruptedException {
    Ended ended = nightly("echo \"leap $*\"");
    assertEquals(
        "leap train my.yaml --run-dir hdfs:///runs/{name}/{date} --date 2026-01-05 --resume\n",
        ended.output());
    assertEquals(0, ended.exitCode());
  }

  @ParameterizedTest
  @CsvSource({
    "2, the configuration or the command is wrong",
    "3, the data cannot be used",
    "4, training diverged",
    "5, Spark or the infrastructure failed; the next attempt goes on from the newest checkpoint",
    "6, another job works in the run folder",
    "130, it was interrupted; the next attempt goes on",
    "77, it ended with 77"
  })
  void everyFailureIsPassedOnAndAlertsOnce(int code, String reason)
      throws IOException, InterruptedException {
    Ended ended = nightly("exit " + code);
    assertEquals(code, ended.exitCode());
    assertTrue(
        ended
            .output()
            .endsWith(
                "ALERT: -p high leap train my.yaml of 2026-01-05: %s (exit code %s; status.json in hdfs:///runs/{name}/{date} says more)\n"
                    .formatted(reason, code)),
        ended.output());
  }

  @Test
  void twoAtATimeDoNotHappen() throws IOException, InterruptedException {
    Ended ended =
        nightly("\"" + CONF.resolve("schedule/leap-nightly.sh") + "\" other.yaml elsewhere");
    assertEquals(
        "leap-nightly: the run before still goes on; nothing was started\n", ended.output());
    assertEquals(0, ended.exitCode());
  }

  /** As on macOS: two runs at a time must not become none. */
  @Test
  void withoutFlockNothingIsTakenForARunThatGoesOn() throws IOException, InterruptedException {
    Path tools = Files.createDirectory(folder.resolve("tools"));
    for (String tool : List.of("bash", "dirname", "date", "id")) {
      Files.createSymbolicLink(
          tools.resolve(tool), Path.of(run(Map.of(), "which", tool).output().strip()));
    }
    Ended ended =
        run(
            Map.of("PATH", tools.toString()),
            CONF.resolve("schedule/leap-nightly.sh").toString(),
            "my.yaml",
            "elsewhere");
    assertEquals(
        "leap-nightly: needs flock (util-linux), which macOS has not: brew install flock\n",
        ended.output());
    assertEquals(2, ended.exitCode());
  }

  @Test
  @Tag("external-tools")
  void theAirflowDagIsPython() throws IOException, InterruptedException {
    assumeTrue(hasPython(), "not checked: there is no python3");
    Path dag = CONF.resolve("schedule/leap_nightly.py");
    Ended ended =
        run(
            Map.of(),
            "python3",
            "-c",
            "import ast, sys; ast.parse(open(sys.argv[1]).read())",
            dag.toString());
    assertEquals("", ended.output());
    assertEquals(0, ended.exitCode());
  }

  private boolean hasPython() throws InterruptedException {
    try {
      return run(Map.of(), "python3", "--version").exitCode() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** All of them resume, and none lets two runs overlap. */
  @Test
  void schedulesAreIdempotent() throws IOException {
    assertTrue(
        Files.readString(CONF.resolve("schedule/leap_nightly.py")).contains("max_active_runs=1"));
    assertTrue(Files.readString(CONF.resolve("schedule/leap_nightly.py")).contains("\"--resume\""));
    String manifest = Files.readString(CONF.resolve("kubernetes/scheduled-spark-application.yaml"));
    assertTrue(manifest.contains("concurrencyPolicy: Forbid") && manifest.contains("\"--resume\""));
    for (String file : List.of("leap.cron", "leap-nightly.service")) {
      assertTrue(
          Files.readString(CONF.resolve("schedule").resolve(file)).contains("leap-nightly.sh"),
          file);
    }
  }

  @Test
  void gpusAreDiscoveredByTheirNumbers() throws IOException, InterruptedException {
    program("nvidia-smi", "[ \"$1\" = --query-gpu=index ] && printf '0\\n1\\n3\\n'");
    assertEquals(
        new Ended(0, "{\"name\": \"gpu\", \"addresses\": [\"0\", \"1\", \"3\"]}\n"), discover());
  }

  @Test
  void gpusThatCannotBeListedAreAnError() throws IOException, InterruptedException {
    program("nvidia-smi", "exit 9");
    assertEquals(
        new Ended(
            1,
            "discover-gpus.sh: nvidia-smi failed; is NVIDIA's driver installed, and has this container GPUs?\n"),
        discover());
    program("nvidia-smi", "echo 'No devices were found'");
    assertEquals(
        new Ended(
            1, "discover-gpus.sh: nvidia-smi listed 'No' where the number of a GPU was expected\n"),
        discover());
  }

  private Ended discover() throws IOException, InterruptedException {
    return run(
        Map.of("PATH", folder + ":" + System.getenv("PATH")),
        CONF.resolve("gpu/discover-gpus.sh").toString());
  }
}
