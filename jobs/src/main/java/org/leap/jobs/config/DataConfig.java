package org.leap.jobs.config;

import java.util.List;
import java.util.Optional;

/** What is trained and tested on, by format. */
public sealed interface DataConfig {

  /** What holds for every format. */
  DataOptions options();

  /**
   * Every setting that changes which examples there are and where they go, one {@code key=value} a
   * line: how they are scaled, changed and cached is left out.
   */
  default String examplesKey() {
    return ResultKey.ofExamples(this);
  }

  /** The absolute paths and URIs in it, in the order of the keys. */
  default List<String> locations() {
    return ResultKey.locations(this);
  }

  /**
   * IDX files, the format of MNIST: one file of images and one of labels for each set.
   *
   * @param validation absent where there is none or it is a share of the training set
   */
  record Idx(IdxFiles train, IdxFiles test, Optional<IdxFiles> validation, DataOptions options)
      implements DataConfig {}

  /** What {@code leap data prepare} wrote. */
  record Prepared(String path, DataOptions options) implements DataConfig {}

  /**
   * The two files of an IDX set, each an absolute path or a Hadoop URI, plain or {@code .gz}.
   *
   * @param images file of the images
   * @param labels file of the labels, in the order of the images
   */
  record IdxFiles(String images, String labels) {}
}
