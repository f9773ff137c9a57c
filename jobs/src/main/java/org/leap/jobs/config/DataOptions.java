package org.leap.jobs.config;

import java.util.List;

/**
 * Settings of the data that every format has.
 *
 * @param normalization how the features are scaled
 * @param seed of the split and of the place of every training example
 * @param validation share of the training set that is held back to validate on, 0 for none
 * @param split share of the examples that train where the data has no test set of its own
 * @param onBadRecord what to do about a record that cannot be used
 * @param badRecordLimit share of the records of a set above which skipping gives up
 * @param augment random changes to images before they are trained, in this order
 * @param cache where chunks stay between epochs; does not change the result
 */
public record DataOptions(
    Normalization normalization,
    long seed,
    double validation,
    double split,
    OnBadRecord onBadRecord,
    double badRecordLimit,
    Cache cache,
    List<AugmentConfig> augment) {

  /** Without a key in the configuration. */
  public static final DataOptions DEFAULT =
      new DataOptions(
          Normalization.STANDARD, 42, 0, 0.8, OnBadRecord.FAIL, 0.01, Cache.MEMORY, List.of());

  /** The same, with the three settings that do not change the stored examples. */
  public DataOptions with(Normalization scaling, Cache place, List<AugmentConfig> changes) {
    return new DataOptions(
        scaling, seed, validation, split, onBadRecord, badRecordLimit, place, changes);
  }

  /** How features are scaled before training. */
  public enum Normalization {
    /** To zero mean and unit variance, with the statistics of the training set. */
    STANDARD,
    /** From the range of the stored type to [0, 1]. */
    UNIT,
    /** Not at all. */
    NONE
  }

  /** What to do about a record that cannot be used. */
  public enum OnBadRecord {
    /** End the job. */
    FAIL,
    /** Count it and go on. */
    SKIP
  }

  /** Where the executors keep the chunks of the data between epochs. */
  public enum Cache {
    /** In memory, and on local disks what does not fit there. */
    MEMORY,
    /** On local disks. */
    DISK,
    /** Nowhere: they are read in every epoch. */
    NONE
  }
}
