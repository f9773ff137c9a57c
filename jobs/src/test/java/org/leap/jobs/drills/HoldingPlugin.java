package org.leap.jobs.drills;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Holds tasks before they begin and leaves word of their processes, so that a drill strikes in the
 * middle of a round. What it does is written in {@link Hold}.
 */
public final class HoldingPlugin implements SparkPlugin {
  static final String FOLDER = "spark.drill.hold.folder";
  static final String TASKS = "spark.drill.hold.tasks";
  static final String STAGE = "spark.drill.hold.stage";

  private static final Pattern STAGE_OF_TASK = Pattern.compile("task .* in stage (\\d+)\\.");

  @Override
  public DriverPlugin driverPlugin() {
    return null;
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new Holding();
  }

  private static final class Holding implements ExecutorPlugin {
    private Path folder;
    private int tasks;
    private int stage;

    @Override
    public void init(PluginContext context, Map<String, String> extra) {
      SparkConf conf = context.conf();
      folder = Path.of(conf.get(FOLDER));
      tasks = conf.getInt(TASKS, 1);
      stage = conf.getInt(STAGE, 0);
    }

    @Override
    public void onTaskStart() {
      // The task's own context is not there yet; its thread has its name.
      Matcher name = STAGE_OF_TASK.matcher(Thread.currentThread().getName());
      if (name.find() && Integer.parseInt(name.group(1)) >= stage) {
        try {
          if (isHeld()) {
            Hold.untilReleased(folder);
          }
        } catch (IOException e) {
          throw new IllegalStateException("no hold in " + folder, e);
        } catch (InterruptedException e) {
          // Spark kills the task: it shall see that itself.
          Thread.currentThread().interrupt();
        }
      }
    }

    /** Whether a task is left to hold, which this one then is. */
    private boolean isHeld() throws IOException {
      for (int task = 1; task <= tasks; task++) {
        if (take(folder.resolve("taken-" + task))) {
          Path word = Files.writeString(folder.resolve("word-" + task), pid());
          Files.move(word, folder.resolve("held-" + task));
          return true;
        }
      }
      return false;
    }

    /** Of all tasks in all processes, one creates the file. */
    private static boolean take(Path mark) throws IOException {
      try {
        Files.createFile(mark);
        return true;
      } catch (FileAlreadyExistsException e) {
        return false;
      }
    }

    private static String pid() {
      return Long.toString(ProcessHandle.current().pid());
    }
  }
}
