package org.leap.jobs.datasets;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.config.DataConfig;

/** Opens the data of a run. */
public final class DataSets {
  private DataSets() {}

  /**
   * Opens the data that a configuration names.
   *
   * @throws org.leap.jobs.formats.BadDataException if the data cannot be used
   * @throws UncheckedIOException if the file system cannot be reached
   */
  public static DataSet open(DataConfig config, Configuration hadoop) {
    try {
      if (config instanceof DataConfig.Prepared prepared) {
        return PreparedData.open(prepared, hadoop);
      }
      if (config instanceof DataConfig.OfGraph graph) {
        return GraphSets.open(graph, hadoop);
      }
      return InMemory.read(Sources.open(config, hadoop), config.options(), hadoop);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
