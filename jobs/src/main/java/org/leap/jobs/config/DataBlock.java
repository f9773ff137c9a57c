package org.leap.jobs.config;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.leap.jobs.config.DataConfig.IdxFiles;
import org.leap.jobs.config.DataOptions.Cache;
import org.leap.jobs.config.DataOptions.Normalization;
import org.leap.jobs.config.DataOptions.OnBadRecord;

/** The {@code data} block. */
final class DataBlock {
  private static final Location LOCATION = new Location();
  private static final RealNumber SHARE = RealNumber.above(0).below(1);
  private static final String VALIDATION_DOCUMENTATION =
      "what to validate on after each epoch: given like `test`, or a share of the training set,"
          + " which then does not train";

  private static final Key<String> IMAGES =
      Key.required("images", LOCATION, "IDX file of the images, plain or `.gz`");
  private static final Key<String> LABELS =
      Key.required("labels", LOCATION, "IDX file of the labels, plain or `.gz`");
  private static final Fields<IdxFiles> IDX_FILES =
      Fields.of(values -> new IdxFiles(values.get(IMAGES), values.get(LABELS)), IMAGES, LABELS);

  private static final Key<IdxFiles> TRAIN = Key.required("train", IDX_FILES, "the training set");
  private static final Key<IdxFiles> TEST = Key.required("test", IDX_FILES, "the test set");
  private static final Key<ShareOr.Chosen<IdxFiles>> VALIDATION = validation(IDX_FILES);

  private static final Key<String> PREPARED =
      Key.required("path", LOCATION, "folder that `leap data prepare` has written");

  /** Of formats that may come without a test set. */
  static final Key<Double> SPLIT =
      Key.defaulted(
          "split",
          SHARE,
          DataOptions.DEFAULT.split(),
          "share of the examples that train where no test set is given; the others test");

  private static final Key<Normalization> NORMALIZE =
      Key.defaulted(
          "normalize",
          Choice.of(Normalization.class),
          DataOptions.DEFAULT.normalization(),
          "scaling of the features: to zero mean and unit variance of the training set, from the"
              + " stored range to [0, 1], or not at all");
  private static final Key<Long> SEED =
      Key.defaulted(
          "seed",
          WholeNumber.any(),
          DataOptions.DEFAULT.seed(),
          "seed of splits and of the place of every training example");
  private static final Key<OnBadRecord> ON_BAD_RECORD =
      Key.defaulted(
          "onBadRecord",
          Choice.of(OnBadRecord.class),
          DataOptions.DEFAULT.onBadRecord(),
          "what to do about a record that cannot be used: end the job, or count it and go on");
  private static final Key<Double> BAD_RECORD_LIMIT =
      Key.defaulted(
          "badRecordLimit",
          RealNumber.above(0).atMost(1),
          DataOptions.DEFAULT.badRecordLimit(),
          "share of a set's records above which `onBadRecord: skip` gives up");
  private static final Key<List<AugmentConfig>> AUGMENT =
      Key.defaulted(
          "augment",
          new AugmentList(),
          DataOptions.DEFAULT.augment(),
          "random changes to images before they are trained, in this order, drawn anew in every"
              + " epoch: moved by up to `padding` pixels; mirrored or not; a random part, scaled"
              + " to a square of `size` (of which evaluation takes the centre)");
  private static final Key<Cache> CACHE =
      Key.defaulted(
          "cache",
          Choice.of(Cache.class),
          DataOptions.DEFAULT.cache(),
          "where executors keep the data between epochs: in memory (and on their disks what does"
              + " not fit), on their disks, or nowhere; does not change the result");

  /** At the end of every format. */
  private static final List<Key<?>> COMMON =
      List.of(NORMALIZE, SEED, ON_BAD_RECORD, BAD_RECORD_LIMIT, AUGMENT, CACHE);

  static final Variants<DataConfig> SCHEMA =
      Variants.named(
          "format",
          "format of the data",
          List.of(
              format("idx", DataBlock::idx, TRAIN, TEST, VALIDATION),
              Fields.variant(
                  "prepared", DataBlock::prepared, PREPARED, NORMALIZE, AUGMENT, CACHE)));

  private DataBlock() {}

  private static DataConfig.Idx idx(Values values) {
    return new DataConfig.Idx(
        values.get(TRAIN),
        values.get(TEST),
        values.find(VALIDATION).flatMap(ShareOr.Chosen::given),
        options(values, VALIDATION));
  }

  /** What was decided when it was prepared cannot be changed any more. */
  private static DataConfig.Prepared prepared(Values values) {
    return new DataConfig.Prepared(
        values.get(PREPARED),
        DataOptions.DEFAULT.with(values.get(NORMALIZE), values.get(CACHE), values.get(AUGMENT)));
  }

  /** A format: its own keys, then those of all formats. */
  private static <T> Fields<T> format(String name, Function<Values, T> builder, Key<?>... own) {
    Key<?>[] keys = Stream.concat(Stream.of(own), COMMON.stream()).toArray(Key<?>[]::new);
    return Fields.variant(name, builder, keys);
  }

  /** The key of a validation set that may be given as {@code given} or as a share of the other. */
  private static <T> Key<ShareOr.Chosen<T>> validation(ValueType<T> given) {
    return Key.optional(
        "validation", new ShareOr<>(SHARE, given), "no validation", VALIDATION_DOCUMENTATION);
  }

  /** What the keys of all formats say. */
  private static <T> DataOptions options(Values values, Key<ShareOr.Chosen<T>> validation) {
    return new DataOptions(
        values.get(NORMALIZE),
        values.get(SEED),
        values.find(validation).map(ShareOr.Chosen::share).orElse(0.0),
        values.find(SPLIT).orElse(DataOptions.DEFAULT.split()),
        values.get(ON_BAD_RECORD),
        values.get(BAD_RECORD_LIMIT),
        values.get(CACHE),
        values.get(AUGMENT));
  }
}
