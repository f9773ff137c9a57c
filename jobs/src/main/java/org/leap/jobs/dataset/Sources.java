package org.leap.jobs.dataset;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.config.DataConfig.CifarLabels;
import org.leap.jobs.config.DataConfig.IdxFiles;
import org.leap.jobs.data.IdxSource;
import org.leap.jobs.data.Source;
import org.leap.jobs.data.Subset;
import org.leap.jobs.data.cifar.CifarLayout;
import org.leap.jobs.data.cifar.CifarSource;
import org.leap.jobs.data.images.ImagesSource;
import org.leap.jobs.data.tables.CsvDialect;
import org.leap.jobs.data.tables.CsvSource;
import org.leap.jobs.data.tables.LibSvmSource;
import org.leap.jobs.data.tables.ParquetSource;
import org.leap.jobs.text.Quoted;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the source that a configuration names. */
public final class Sources {
  private static final Logger LOG = LoggerFactory.getLogger(Sources.class);

  private Sources() {}

  /**
   * Opens the files that a configuration names, in whatever format they are.
   *
   * @throws org.leap.jobs.data.BadDataException if the data cannot be used
   * @throws IOException if the file system cannot be reached
   */
  public static Source open(DataConfig config, Configuration hadoop) throws IOException {
    Source source = found(config, hadoop);
    source.remarks().stream().map(Quoted::visible).forEach(LOG::warn);
    return source;
  }

  private static Source found(DataConfig config, Configuration hadoop) throws IOException {
    if (config instanceof DataConfig.Idx idx) {
      return idx(idx, hadoop);
    }
    if (config instanceof DataConfig.Cifar10 cifar) {
      return CifarSource.open(CifarLayout.CIFAR10, cifar.path(), hadoop);
    }
    if (config instanceof DataConfig.Cifar100 cifar) {
      CifarLayout layout =
          cifar.labels() == CifarLabels.FINE
              ? CifarLayout.CIFAR100_FINE
              : CifarLayout.CIFAR100_COARSE;
      return CifarSource.open(layout, cifar.path(), hadoop);
    }
    if (config instanceof DataConfig.Images images) {
      return ImagesSource.open(locations(images.sets()), images.size(), images.channels(), hadoop);
    }
    if (config instanceof DataConfig.Csv csv) {
      return CsvSource.open(locations(csv.sets()), dialect(csv), hadoop);
    }
    if (config instanceof DataConfig.Libsvm libsvm) {
      return LibSvmSource.open(locations(libsvm.sets()), libsvm.features(), hadoop);
    }
    if (config instanceof DataConfig.Parquet parquet) {
      return ParquetSource.open(
          locations(parquet.sets()), parquet.label(), parquet.features(), hadoop);
    }
    throw new AssertionError(config);
  }

  private static Map<Subset, String> locations(DataConfig.Sets sets) {
    Map<Subset, String> locations = new EnumMap<>(Subset.class);
    locations.put(Subset.TRAIN, sets.train());
    sets.test().ifPresent(test -> locations.put(Subset.TEST, test));
    sets.validation().ifPresent(validation -> locations.put(Subset.VALIDATION, validation));
    return locations;
  }

  private static CsvDialect dialect(DataConfig.Csv csv) {
    return new CsvDialect(
        csv.header(),
        csv.delimiter().charAt(0),
        csv.label(),
        csv.features(),
        switch (csv.missing()) {
          case FAIL -> CsvDialect.Missing.FAIL;
          case ZERO -> CsvDialect.Missing.ZERO;
          case MEAN -> CsvDialect.Missing.MEAN;
        });
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
