package org.leap.jobs.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.jobs.ExitCode;
import org.leap.jobs.config.ResolvedConfig;

/** One training run from configuration to closing table. */
public final class TrainingRun {
  static final String CONFIG_FILE = "config.yaml";
  static final String MODEL_FILE = "model.zip";
  static final String REPORT_FILE = "report.html";

  private TrainingRun() {}

  /**
   * Trains and leaves everything in the run folder.
   *
   * @param location the run folder, on any Hadoop file system
   * @param restart whether an existing run folder is moved aside
   * @throws UsageException if the run folder exists or configuration and data do not fit
   * @throws org.leap.jobs.data.BadDataException if the data cannot be used
   * @throws org.leap.spark.engine.DivergedException if training diverges
   */
  public static ExitCode start(ResolvedConfig resolved, String location, boolean restart) {
    try (JavaSparkContext spark = SparkApplication.start(resolved.config().name())) {
      Configuration hadoop = spark.hadoopConfiguration();
      RunFolder folder = RunFolder.create(location, restart, hadoop);
      try {
        folder.write(CONFIG_FILE, resolved.yaml());
        return new Training(resolved, folder, spark).run();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
