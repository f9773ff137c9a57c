package org.leap.jobs.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** The data that a run trains and tests on, by format. */
public sealed interface DataConfig {

  /** Settings that every format has. */
  DataOptions options();

  /** The name of the format, as it is written. */
  default String format() {
    return getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /**
   * Every setting that changes which examples there are and where they go, one {@code key=value} a
   * line: how they are scaled, changed and cached is left out.
   */
  default String examplesKey() {
    return ResultKey.ofExamples(this);
  }

  /** What the files are and how they are read, apart from what becomes of their examples. */
  default String filesKey() {
    return ResultKey.ofFiles(this);
  }

  /** The absolute paths and URIs in it, in the order of the keys. */
  default List<String> locations() {
    return ResultKey.locations(this);
  }

  /**
   * IDX files, the format of MNIST: one file of images and one of labels for each set.
   *
   * @param train absent only in data to score, as is {@code test}
   * @param validation absent where there is none or it is a share of the training set
   */
  record Idx(
      Optional<IdxFiles> train,
      Optional<IdxFiles> test,
      Optional<IdxFiles> validation,
      DataOptions options)
      implements DataConfig {
    /** With what a training needs. */
    Idx(IdxFiles train, IdxFiles test, Optional<IdxFiles> validation, DataOptions options) {
      this(Optional.of(train), Optional.of(test), validation, options);
    }
  }

  /**
   * CIFAR-10 in its binary layout.
   *
   * @param path folder or archive of the official files, or a single file of records
   */
  record Cifar10(String path, DataOptions options) implements DataConfig {}

  /** CIFAR-100 in its binary layout, with its 100 fine or its 20 coarse labels. */
  record Cifar100(String path, CifarLabels labels, DataOptions options) implements DataConfig {}

  /** Which of its two labels an image of CIFAR-100 has. */
  enum CifarLabels {
    FINE,
    COARSE
  }

  /**
   * A folder or archive of JPEG and PNG images for each set, with one folder per class.
   *
   * @param size side that images are scaled and cropped to; absent if all have one size
   * @param channels 1 or 3; absent if all agree
   */
  record Images(Sets sets, OptionalInt size, OptionalInt channels, DataOptions options)
      implements DataConfig {
    @Override
    public List<String> locations() {
      return sets.locations();
    }
  }

  /**
   * CSV files.
   *
   * @param label column of the label
   * @param features columns of the features, empty for all others
   * @param header whether the first line names the columns
   * @param delimiter one character
   */
  record Csv(
      Sets sets,
      String label,
      List<String> features,
      boolean header,
      String delimiter,
      MissingValues missing,
      DataOptions options)
      implements DataConfig {
    @Override
    public List<String> locations() {
      return sets.locations();
    }
  }

  /** What stands for a missing feature. */
  enum MissingValues {
    /** Nothing: the record is bad. */
    FAIL,
    ZERO,
    /** The mean of the column over the training set. */
    MEAN
  }

  /**
   * Sparse records in the format of LIBSVM.
   *
   * @param features their number; absent for the highest index of the training set
   */
  record Libsvm(Sets sets, OptionalInt features, DataOptions options) implements DataConfig {
    @Override
    public List<String> locations() {
      return sets.locations();
    }
  }

  /**
   * Parquet files as Spark writes them.
   *
   * @param label column of the label
   * @param features columns of the features, empty for all others
   */
  record Parquet(Sets sets, String label, List<String> features, DataOptions options)
      implements DataConfig {
    @Override
    public List<String> locations() {
      return sets.locations();
    }
  }

  /**
   * Where each set is, an absolute path or a Hadoop URI.
   *
   * @param train absent only in data to score
   * @param test absent if it is a share of the training set
   * @param validation absent if there is none or it is a share of the training set
   */
  record Sets(Optional<String> train, Optional<String> test, Optional<String> validation) {
    /** With what a training needs. */
    public Sets(String train, Optional<String> test, Optional<String> validation) {
      this(Optional.of(train), test, validation);
    }

    /** Files, folders and archives, without the folder inside an archive. */
    List<String> locations() {
      return Stream.of(train, test, validation)
          .flatMap(Optional::stream)
          .map(location -> location.replaceFirst("!/.*", ""))
          .toList();
    }
  }

  /** A folder that {@code leap data prepare} wrote. */
  record Prepared(String path, DataOptions options) implements DataConfig {}

  /** A graph whose nodes are classified. */
  sealed interface OfGraph extends DataConfig {
    /** How the features of its nodes are scaled. */
    FeatureScaling scaling();
  }

  /** How the features of a node are scaled. */
  enum FeatureScaling {
    /** Divided by their sum. */
    ROW,
    /** Not at all. */
    NONE
  }

  /** What the numbers after a node are. */
  enum FeatureForm {
    /** Its features, the same number for every node. */
    VALUES,
    /** Places of the features that it has, each 1; all others are 0. */
    INDICES
  }

  /** The citation graph of this name in the files of Yang et al., a folder or archive. */
  record Planetoid(String path, String name, FeatureScaling scaling, DataOptions options)
      implements OfGraph {}

  /**
   * A graph in files of features, edges and labels.
   *
   * @param featuresAre absent for values, as it was before there was a choice
   * @param split file of the subsets; absent if they are drawn
   */
  record EdgeList(
      String features,
      Optional<FeatureForm> featuresAre,
      String edges,
      String labels,
      Optional<String> split,
      FeatureScaling scaling,
      DataOptions options)
      implements OfGraph {}

  /**
   * The two files of an IDX set, each an absolute path or a Hadoop URI, plain or {@code .gz}.
   *
   * @param images file of the images
   * @param labels file of the labels, in the order of the images
   */
  record IdxFiles(String images, String labels) {}
}
