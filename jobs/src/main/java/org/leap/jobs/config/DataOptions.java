package org.leap.jobs.config;

import java.util.List;
import java.util.Optional;

/**
 * Settings of the data that every format has.
 *
 * @param validation 0 for none
 * @param limit of the training set, after others were held back; absent for all of it
 */
public record DataOptions(
    @Key(
            doc =
                "share of the training set to validate on after each epoch, which then does not train",
            absent = "no validation",
            in = "(0, 1)")
        double validation,
    @Key(
            doc = "share of the examples that train where no test set is given; the others test",
            orElse = "0.8",
            in = "(0, 1)")
        double split,
    @Key(
            name = "normalize",
            doc =
                "scaling of the features: to zero mean and unit variance of the training set; by its"
                    + " largest absolute value, which keeps zeros; from the stored range to [0, 1]; or"
                    + " not at all. `auto` is `maxabs` for sparse data (LIBSVM, sparse vectors of Spark)"
                    + " and `standard` for all others",
            orElse = "auto")
        Normalization normalization,
    @Key(doc = "seed of splits and of the place of every training example", orElse = "42")
        long seed,
    @Key(
            doc =
                "how many examples of the training set train, a number or a share; drawn by the seed, as many of each class as far as they reach. Sets to validate and test on stay whole",
            absent = "all")
        Optional<Portion> limit,
    @Key(
            doc =
                "share of the examples that train whose label is drawn anew among all classes, by the seed",
            orElse = "0",
            in = "[0, 1]")
        double labelNoise,
    @Key(
            doc =
                "what to do about a record that cannot be used: end the job, or count it and go on",
            orElse = "fail")
        OnBadRecord onBadRecord,
    @Key(
            doc = "share of a set's records above which `onBadRecord: skip` gives up",
            orElse = "0.01",
            in = "(0, 1]")
        double badRecordLimit,
    @Key(
            doc =
                "random changes to images before they are trained, in this order, drawn anew in every"
                    + " epoch: moved by up to `padding` pixels; mirrored or not; a random part, scaled"
                    + " to a square of `size` (of which evaluation takes the centre)",
            written =
                "list of `{name: random-crop, padding: 4}`, `{name: horizontal-flip}`, `{name: random-resized-crop, size: 224}`",
            orElse = "[]",
            most = 10)
        List<AugmentConfig> augment,
    @Key(
            doc =
                "where executors keep the data between epochs: in memory (and on their disks what does"
                    + " not fit), on their disks, or nowhere; does not change the result",
            orElse = "memory")
        Cache cache) {

  /** Without a key in the configuration. */
  public static final DataOptions DEFAULT = Schema.defaults(DataOptions.class);

  /** How features are scaled before training. */
  public enum Normalization {
    /** {@link #MAXABS} for data whose zeros are not written, else {@link #STANDARD}. */
    AUTO,
    /** To zero mean and unit variance, with the statistics of the training set. */
    STANDARD,
    /** By the largest absolute value of the training set, so that zeros stay zeros. */
    MAXABS,
    /** From the range of the stored type to [0, 1]. */
    UNIT,
    /** Not at all. */
    NONE;

    /**
     * What it comes to for some data.
     *
     * @param sparse whether they leave out zeros
     */
    public Normalization of(boolean sparse) {
      return this != AUTO ? this : sparse ? MAXABS : STANDARD;
    }
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

  /** Of data that are neither scaled nor changed. */
  static DataOptions asTheyAre(double validation, double split, long seed) {
    return new DataOptions(
        validation,
        split,
        Normalization.NONE,
        seed,
        DEFAULT.limit,
        DEFAULT.labelNoise,
        DEFAULT.onBadRecord,
        DEFAULT.badRecordLimit,
        DEFAULT.augment,
        DEFAULT.cache);
  }

  /** With the shares that a format declares by itself. */
  DataOptions sharing(Optional<? extends ShareOr<?>> validated, double training) {
    return new DataOptions(
        validated.<Double>map(ShareOr::share).orElse(validation),
        training,
        normalization,
        seed,
        limit,
        labelNoise,
        onBadRecord,
        badRecordLimit,
        augment,
        cache);
  }

  /** With another choice of the examples that train, and of their labels. */
  DataOptions training(Optional<Portion> examples, double noise) {
    return new DataOptions(
        validation,
        split,
        normalization,
        seed,
        examples,
        noise,
        onBadRecord,
        badRecordLimit,
        augment,
        cache);
  }
}
