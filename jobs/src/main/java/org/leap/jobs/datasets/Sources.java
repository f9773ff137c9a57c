package org.leap.jobs.datasets;

import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.config.DataConfig.CifarLabels;
import org.leap.jobs.config.DataConfig.IdxFiles;
import org.leap.jobs.config.TableSet;
import org.leap.jobs.datasets.tables.TableSource;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.DataSignature;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.formats.cifar.CifarSource;
import org.leap.jobs.formats.idx.IdxSource;
import org.leap.jobs.formats.images.ImagesSource;
import org.leap.jobs.formats.images.WebDatasetSource;
import org.leap.jobs.formats.tables.CsvSource;
import org.leap.jobs.formats.tables.LibSvmSource;
import org.leap.jobs.formats.tables.ParquetSource;
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
   * @throws org.leap.jobs.formats.BadDataException if the data cannot be used
   * @throws IOException if the file system cannot be reached
   */
  public static Source open(DataConfig config, Configuration hadoop) throws IOException {
    return open(config, Map.of(), hadoop);
  }

  /**
   * The same.
   *
   * @param known the identity that the data had, which tables are to have again where their
   *     configuration is silent; empty for the newest
   */
  static Source open(DataConfig config, Map<String, String> known, Configuration hadoop)
      throws IOException {
    return open(config, Set.of(), Optional.empty(), known, hadoop);
  }

  /** What names the state of the data, where something does, without reading them. */
  public static Map<String, String> identity(DataConfig config) {
    return config instanceof DataConfig.Table table
        ? TableSource.identity(table, tables(table, Set.of()))
        : Map.of();
  }

  /** What is needed of the data to score some of their sets with a model. */
  static Source toScore(
      DataConfig config, Set<Subset> asked, ModelMatch match, Configuration hadoop)
      throws IOException {
    return open(config, asked, Optional.of(match), Map.of(), hadoop);
  }

  /**
   * @param asked sets of which no others are opened if each has files of its own; empty for all
   */
  private static Source open(
      DataConfig config,
      Set<Subset> asked,
      Optional<ModelMatch> match,
      Map<String, String> known,
      Configuration hadoop)
      throws IOException {
    Source source =
        config instanceof DataConfig.Table table
            ? TableSource.open(
                table.withFeatures(features(table, match)),
                tables(table, asked),
                classes(match),
                known)
            : found(config, asked, match, hadoop);
    source.remarks().stream().map(Quoted::visible).forEach(LOG::warn);
    return source;
  }

  private static Source found(
      DataConfig config, Set<Subset> asked, Optional<ModelMatch> match, Configuration hadoop)
      throws IOException {
    if (config instanceof DataConfig.Idx idx) {
      return idx(idx, asked, match, hadoop);
    }
    if (config instanceof DataConfig.Cifar10 cifar) {
      return CifarSource.open(CifarSource.Layout.CIFAR10, cifar.path(), match.isEmpty(), hadoop);
    }
    if (config instanceof DataConfig.Cifar100 cifar) {
      CifarSource.Layout layout =
          cifar.labels() == CifarLabels.FINE
              ? CifarSource.Layout.CIFAR100_FINE
              : CifarSource.Layout.CIFAR100_COARSE;
      return CifarSource.open(layout, cifar.path(), match.isEmpty(), hadoop);
    }
    if (config instanceof DataConfig.Images images) {
      return ImagesSource.open(
          locations(images.sets(), asked), images.size(), images.channels(), scored(match), hadoop);
    }
    if (config instanceof DataConfig.WebDataset tars) {
      return WebDatasetSource.open(
          locations(tars.sets(), asked),
          tars.label(),
          tars.size(),
          tars.channels(),
          scored(match),
          hadoop);
    }
    if (config instanceof DataConfig.Csv csv) {
      return CsvSource.open(
          locations(csv.sets(), asked),
          dialect(csv, match),
          new CsvSource.Known(classes(match), means(csv, match)),
          hadoop);
    }
    if (config instanceof DataConfig.Libsvm libsvm) {
      return LibSvmSource.open(
          locations(libsvm.sets(), asked),
          width(libsvm, match),
          config.isRegression(),
          scored(match),
          hadoop);
    }
    if (config instanceof DataConfig.Parquet parquet) {
      return parquet(parquet, asked, match, hadoop);
    }
    throw new AssertionError(config);
  }

  private static Source parquet(
      DataConfig.Parquet parquet,
      Set<Subset> asked,
      Optional<ModelMatch> match,
      Configuration hadoop)
      throws IOException {
    return ParquetSource.open(
        locations(parquet.sets(), asked),
        new ParquetSource.Columns(
            parquet.label(),
            features(parquet, match),
            parquet.size(),
            parquet.channels(),
            parquet.isRegression()),
        classes(match),
        hadoop);
  }

  /** Of a model that scores the data; none where there is none. */
  private static List<String> classes(Optional<ModelMatch> match) {
    return scored(match).orElse(List.of());
  }

  /** The classes of a model that scores the data, where one does. */
  private static Optional<List<String>> scored(Optional<ModelMatch> match) {
    return match.map(model -> model.signature().classes());
  }

  private static Map<Subset, TableSet> tables(DataConfig.Table config, Set<Subset> asked) {
    Map<Subset, TableSet> tables = new EnumMap<>(Subset.class);
    config.sets().train().ifPresent(train -> tables.put(Subset.TRAIN, train));
    config.sets().test().ifPresent(test -> tables.put(Subset.TEST, test));
    config.sets().validation().ifPresent(held -> tables.put(Subset.VALIDATION, held));
    return needed(tables, asked);
  }

  private static Map<Subset, String> locations(DataConfig.Sets sets, Set<Subset> asked) {
    Map<Subset, String> locations = new EnumMap<>(Subset.class);
    sets.train().ifPresent(train -> locations.put(Subset.TRAIN, train));
    sets.test().ifPresent(test -> locations.put(Subset.TEST, test));
    sets.validation().ifPresent(validation -> locations.put(Subset.VALIDATION, validation));
    return needed(locations, asked);
  }

  /** Held-out sets need all others, and the training set is known as such by the others. */
  private static <T> Map<Subset, T> needed(Map<Subset, T> all, Set<Subset> asked) {
    if (all.isEmpty()) {
      throw new BadDataException("data", "names no set; add train or test");
    }
    if (!asked.isEmpty() && !asked.contains(Subset.TRAIN) && all.keySet().containsAll(asked)) {
      all.keySet().retainAll(asked);
    }
    return all;
  }

  /** A set to score may be narrower than the training set was. */
  private static OptionalInt width(DataConfig.Libsvm libsvm, Optional<ModelMatch> match) {
    return libsvm.features().isPresent() || match.isEmpty()
        ? libsvm.features()
        : OptionalInt.of(match.get().signature().shape().size());
  }

  /** Those of the training set, where missing values are to be filled with them. */
  private static Map<String, Float> means(DataConfig.Csv csv, Optional<ModelMatch> match) {
    if (match.isEmpty() || csv.missing() != DataConfig.MissingValues.MEAN) {
      return Map.of();
    }
    DataSignature known = match.get().signature();
    if (known.means().isEmpty() || known.features().isEmpty()) {
      throw new BadDataException(
          match.get().model(),
          "the model holds no means of columns, since it was not trained with data.missing: mean; set data.missing to fail or zero");
    }
    Map<String, Float> means = new HashMap<>();
    for (int i = 0; i < known.features().size(); i++) {
      means.put(known.features().get(i), known.means().get(i));
    }
    return means;
  }

  /** Rows without labels may have columns that the model knows nothing of. */
  private static List<String> features(DataConfig.OfColumns config, Optional<ModelMatch> match) {
    boolean chosen = config.label() != null || !config.features().isEmpty();
    return chosen || match.isEmpty() ? config.features() : match.get().signature().features();
  }

  private static CsvSource.Dialect dialect(DataConfig.Csv csv, Optional<ModelMatch> match) {
    return new CsvSource.Dialect(
        csv.header(),
        csv.delimiter().charAt(0),
        csv.label(),
        features(csv, match),
        CsvSource.Dialect.Missing.valueOf(csv.missing().name()),
        csv.isRegression());
  }

  private static Source idx(
      DataConfig.Idx idx, Set<Subset> asked, Optional<ModelMatch> match, Configuration hadoop)
      throws IOException {
    Map<Subset, IdxSource.Files> files = new EnumMap<>(Subset.class);
    idx.train().ifPresent(train -> files.put(Subset.TRAIN, files(train)));
    idx.test().ifPresent(test -> files.put(Subset.TEST, files(test)));
    idx.validation().ifPresent(validation -> files.put(Subset.VALIDATION, files(validation)));
    return IdxSource.open(needed(files, asked), scored(match), hadoop);
  }

  private static IdxSource.Files files(IdxFiles files) {
    return new IdxSource.Files(files.images(), files.labels());
  }
}
