package org.leap.jobs.dataset;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.config.DataConfig.IdxFiles;
import org.leap.jobs.data.IdxSource;
import org.leap.jobs.data.Source;
import org.leap.jobs.data.Subset;

/** Opens the source that a configuration names. */
public final class Sources {
  private Sources() {}

  /**
   * @throws org.leap.jobs.data.BadDataException if the data cannot be used
   * @throws IOException if the file system cannot be reached
   */
  public static Source open(DataConfig config, Configuration hadoop) throws IOException {
    if (config instanceof DataConfig.Idx idx) {
      return idx(idx, hadoop);
    }
    throw new AssertionError(config);
  }

  private static Source idx(DataConfig.Idx idx, Configuration hadoop) throws IOException {
    Map<Subset, IdxSource.Files> files = new EnumMap<>(Subset.class);
    files.put(Subset.TRAIN, files(idx.train()));
    files.put(Subset.TEST, files(idx.test()));
    idx.validation().ifPresent(validation -> files.put(Subset.VALIDATION, files(validation)));
    return new IdxSource(files, hadoop);
  }

  private static IdxSource.Files files(IdxFiles files) {
    return new IdxSource.Files(files.images(), files.labels());
  }
}
