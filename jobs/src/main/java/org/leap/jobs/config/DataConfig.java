package org.leap.jobs.config;

/** What is trained and tested on, by format. */
public sealed interface DataConfig {

  /** How the features are scaled. */
  Normalization normalization();

  /** How features are scaled before training. */
  enum Normalization {
    /** To zero mean and unit variance, with the statistics of the training set. */
    STANDARD,
    /** From the range of the stored type to [0, 1]. */
    UNIT,
    /** Not at all. */
    NONE
  }

  /** IDX files, the format of MNIST: one file of images and one of labels for each set. */
  record Idx(IdxFiles train, IdxFiles test, Normalization normalization) implements DataConfig {}

  /**
   * The two files of an IDX set, each an absolute path or a Hadoop URI, plain or {@code .gz}.
   *
   * @param images file of the images
   * @param labels file of the labels, in the order of the images
   */
  record IdxFiles(String images, String labels) {}
}
