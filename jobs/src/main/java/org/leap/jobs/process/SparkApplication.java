package org.leap.jobs.process;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import org.leap.core.NativeBackend;
import org.leap.spark.engine.WarmUp;

/** Starts Spark: as spark-submit says, or inside this process. */
public final class SparkApplication {
  /** Set by the launcher: a Spark properties file for the embedded mode. */
  private static final String PROPERTIES_FILE = "leap.properties.file";

  private SparkApplication() {}

  /** Starts an application, or joins the one that spark-submit made. */
  public static JavaSparkContext start(String name) {
    return start(name, configuration());
  }

  /** The same for several runs at a time, which share the cluster evenly. */
  public static JavaSparkContext startShared(String name) {
    return start(name, configuration().setIfMissing("spark.scheduler.mode", "FAIR"));
  }

  private static JavaSparkContext start(String name, SparkConf conf) {
    // Before anything of ND4J is loaded: it would crash, or fail without saying why.
    try {
      NativeBackend.check();
    } catch (IllegalStateException e) {
      throw new UsageException(e.getMessage(), e);
    }
    if (!conf.get("spark.master").startsWith("local")) {
      // The driver has nothing to do while it waits for its executors.
      WarmUp.inBackground();
    }
    return new JavaSparkContext(conf.setAppName("leap " + name));
  }

  /**
   * What reads tables, of the application that runs or of one that begins now and ends with this
   * process.
   */
  public static SparkSession session() {
    return SparkSession.builder()
        .config(configuration().setIfMissing("spark.app.name", "leap"))
        .getOrCreate();
  }

  /**
   * Spark's name for the job, the same for every attempt that a cluster manager makes. Nobody
   * retries an embedded one, whose name in Spark is just the millisecond it began in.
   */
  public static String id(JavaSparkContext spark) {
    String id = spark.sc().applicationId();
    return spark.isLocal() ? id + "-" + UUID.randomUUID() : id;
  }

  /** Settings of file systems, for work that needs no application. */
  public static Configuration hadoop() {
    return SparkHadoopUtil.get().newConfiguration(configuration());
  }

  static SparkConf configuration() {
    SparkConf conf = new SparkConf();
    String file = System.getProperty(PROPERTIES_FILE);
    if (file != null) {
      properties(file).forEach((key, value) -> conf.setIfMissing((String) key, (String) value));
    }
    conf.setIfMissing("spark.master", "local[*]");
    // A slot that is free takes the next worker, wherever its chunk is: to wait for the executor
    // that has it would let one train for two whenever another has been lost.
    conf.setIfMissing("spark.locality.wait", "0s");
    if (conf.get("spark.master").startsWith("local")) {
      // Or Spark ends this process with 52 where a task lacks memory, and nobody says why.
      conf.setIfMissing("spark.executor.killOnFatalError.depth", "0");
      stayOnThisMachine(conf);
    }
    if (conf.get("spark.master").matches("local(\\[.*)?")) {
      // Executor and driver are this process: whoever does not answer was stopped, by Ctrl-Z or
      // with the laptop, and goes on. After two minutes Spark would give itself up. In places it
      // counts milliseconds in 32 bits, which are 596 hours.
      conf.setIfMissing("spark.network.timeout", "500h");
    }
    return conf;
  }

  /** Settings for Spark in this process, where the configuration has no others. */
  public static void stayOnThisMachine(SparkConf conf) {
    // Nothing is moved between machines here, and nobody looks at a user interface for minutes.
    conf.setIfMissing("spark.ui.enabled", "false");
    conf.setIfMissing("spark.broadcast.compress", "false");
    // Every job clears a block of this size for its tasks: at 4 MB that takes a millisecond.
    conf.setIfMissing("spark.broadcast.blockSize", "1m");
    conf.setIfMissing("spark.driver.host", "127.0.0.1");
    conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
  }

  private static Properties properties(String file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(file))) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }
}
