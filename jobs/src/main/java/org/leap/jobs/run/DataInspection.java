package org.leap.jobs.run;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.datasets.Inspection;

/** {@code leap data inspect}. Needs no Spark application, but its settings of file systems. */
public final class DataInspection {
  private DataInspection() {}

  /**
   * Inspects the data that a configuration names.
   *
   * @throws org.leap.jobs.formats.BadDataException if the data cannot be used
   */
  public static Inspection of(DataConfig config) throws IOException {
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(SparkApplication.configuration());
    return Inspection.of(config, hadoop);
  }
}
