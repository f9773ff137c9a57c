package org.leap.jobs.drills;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.SerializerInstance;

/** Spark's serializer, which makes one task of a whole run fail while it reads its broadcast. */
public final class ThrowOnceSerializer extends JavaSerializer {
  static final String MESSAGE = "drill: a task that throws once";

  private static final long serialVersionUID = 1L;
  private static final String MARK = "spark.drill.throw.mark";
  private static final String STAGE = "spark.drill.throw.stage";

  /** For Java's serialization. */
  public ThrowOnceSerializer() {}

  /** For Spark. */
  public ThrowOnceSerializer(SparkConf conf) {
    super(conf);
  }

  /**
   * What the driver must be told.
   *
   * @param mark a file that the task creates
   * @param stage the first of Spark's stages in which a task may throw
   */
  static Map<String, String> conf(Path mark, int stage) {
    return Map.of(
        "spark.serializer",
        ThrowOnceSerializer.class.getName(),
        MARK,
        mark.toString(),
        STAGE,
        Integer.toString(stage));
  }

  @Override
  public SerializerInstance newInstance() {
    TaskContext task = TaskContext.get();
    if (task != null) {
      SparkConf conf = SparkEnv.get().conf();
      if (task.stageId() >= conf.getInt(STAGE, 0) && isFirst(Path.of(conf.get(MARK)))) {
        throw new IllegalStateException(MESSAGE);
      }
    }
    return super.newInstance();
  }

  private static boolean isFirst(Path mark) {
    try {
      Files.createFile(mark);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
