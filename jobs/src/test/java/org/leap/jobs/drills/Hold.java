package org.leap.jobs.drills;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Tasks of a round, each held once. A run that goes on without them meets no other hold.
 *
 * @param folder where the tasks and the drill leave word to each other
 * @param tasks how many are held side by side
 * @param stage the first of Spark's stages in which any is held
 */
record Hold(Path folder, int tasks, int stage) {
  private static final Duration ARRIVAL = Duration.ofMinutes(2);
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final String RELEASED = "released";

  static Hold of(Path parent, int tasks, int stage) throws IOException {
    return new Hold(Files.createTempDirectory(parent, "hold-"), tasks, stage);
  }

  /** What the driver must be told. */
  Map<String, String> conf() {
    return Map.of(
        "spark.plugins",
        HoldingPlugin.class.getName(),
        HoldingPlugin.FOLDER,
        folder.toString(),
        HoldingPlugin.TASKS,
        Integer.toString(tasks),
        HoldingPlugin.STAGE,
        Integer.toString(stage));
  }

  /**
   * Waits until all tasks are held.
   *
   * @return their processes
   */
  List<ProcessHandle> await(Driver driver) throws IOException, InterruptedException {
    long end = System.nanoTime() + ARRIVAL.toNanos();
    List<ProcessHandle> held = new ArrayList<>();
    while (held.size() < tasks) {
      Path next = folder.resolve("held-" + (held.size() + 1));
      if (Files.exists(next)) {
        held.add(ProcessHandle.of(Long.parseLong(Files.readString(next))).orElseThrow());
      } else if (!driver.isAlive() || System.nanoTime() > end) {
        throw new AssertionError(
            held.size() + " of " + tasks + " tasks were held: " + driver.tail());
      } else {
        Thread.sleep(LOOK.toMillis());
      }
    }
    return held;
  }

  void release() throws IOException {
    Files.createFile(folder.resolve(RELEASED));
  }

  /** In the task. Nothing that a drill forgets is held for ever. */
  static void untilReleased(Path folder) throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!Files.exists(folder.resolve(RELEASED)) && System.nanoTime() < end) {
      Thread.sleep(LOOK.toMillis());
    }
  }
}
