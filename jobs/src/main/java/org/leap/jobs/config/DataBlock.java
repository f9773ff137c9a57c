package org.leap.jobs.config;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.leap.jobs.config.DataConfig.CifarLabels;
import org.leap.jobs.config.DataConfig.IdxFiles;
import org.leap.jobs.config.DataConfig.MissingValues;
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
  private static final Key<Double> SPLIT =
      Key.defaulted(
          "split",
          SHARE,
          DataOptions.DEFAULT.split(),
          "share of the examples that train where no test set is given; the others test");

  private static final Key<String> CIFAR =
      Key.required(
          "path",
          LOCATION,
          "folder, `.tar`, `.tar.gz` or `.zip` of the official binary version, or one file of"
              + " records to train on");
  private static final Key<CifarLabels> CIFAR_LABELS =
      Key.defaulted("labels", Choice.of(CifarLabels.class), CifarLabels.FINE, "100 classes, or 20");
  private static final Key<Double> SHARE_TO_VALIDATE =
      Key.optional(
          "validation",
          SHARE,
          "no validation",
          "share of the training set to validate on after each epoch, which then does not train");

  private static final Key<String> TRAIN_PATH =
      Key.required(
          "train",
          LOCATION,
          "the training set: a file or folder, or a `.tar`, `.tar.gz` or `.zip` of a folder"
              + " (`ARCHIVE!/FOLDER` for a folder in it)");
  private static final Key<String> TEST_PATH =
      Key.optional("test", LOCATION, "see `split`", "the test set, given like `train`");
  private static final Key<ShareOr.Chosen<String>> VALIDATION_PATH = validation(LOCATION);
  private static final Key<Long> SIZE =
      Key.optional(
          "size",
          WholeNumber.between(1, 4096),
          "the size of all images",
          "side of the square that images are scaled and centre-cropped to, in pixels");
  private static final Key<Long> CHANNELS =
      Key.optional("channels", new OneOrThree(), "as all images have", "grey (1) or colours (3)");

  private static final Text COLUMN = new Text(Pattern.compile("(?s).+"), "a column");
  private static final Key<String> LABEL = Key.required("label", COLUMN, "column of the label");
  private static final Key<List<String>> FEATURES =
      Key.optional(
          "features",
          new ListOf<>(COLUMN, 100_000),
          "all columns but the label",
          "columns of the features: numbers or, in Parquet, one array, vector or image");
  private static final Key<Boolean> HEADER =
      Key.defaulted(
          "header",
          Choice.trueOrFalse(),
          true,
          "whether the first line names the columns; else they are called 1, 2, 3 and so on");
  private static final Key<String> DELIMITER =
      Key.defaulted(
          "delimiter",
          new Text(Pattern.compile("[^\"\\r\\n]"), "one character"),
          ",",
          "what separates two cells");
  private static final Key<MissingValues> MISSING =
      Key.defaulted(
          "missing",
          Choice.of(MissingValues.class),
          MissingValues.FAIL,
          "what stands for an empty cell, `NA` or `?`: nothing (the record is bad), zero, or the"
              + " mean of the column in the training set");
  private static final Key<Long> WIDTH =
      Key.optional(
          "features",
          WholeNumber.between(1, 1_000_000),
          "the highest index of the training set",
          "number of features");

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
              format("cifar10", DataBlock::cifar10, CIFAR, SHARE_TO_VALIDATE, SPLIT),
              format(
                  "cifar100", DataBlock::cifar100, CIFAR, CIFAR_LABELS, SHARE_TO_VALIDATE, SPLIT),
              format(
                  "images",
                  DataBlock::images,
                  TRAIN_PATH,
                  TEST_PATH,
                  VALIDATION_PATH,
                  SPLIT,
                  SIZE,
                  CHANNELS),
              format(
                  "csv",
                  DataBlock::csv,
                  TRAIN_PATH,
                  TEST_PATH,
                  VALIDATION_PATH,
                  SPLIT,
                  LABEL,
                  FEATURES,
                  HEADER,
                  DELIMITER,
                  MISSING),
              format(
                  "libsvm",
                  DataBlock::libsvm,
                  TRAIN_PATH,
                  TEST_PATH,
                  VALIDATION_PATH,
                  SPLIT,
                  WIDTH),
              format(
                  "parquet",
                  DataBlock::parquet,
                  TRAIN_PATH,
                  TEST_PATH,
                  VALIDATION_PATH,
                  SPLIT,
                  LABEL,
                  FEATURES),
              Fields.variant("prepared", DataBlock::prepared, PREPARED, NORMALIZE, AUGMENT, CACHE),
              GraphFormats.PLANETOID,
              GraphFormats.EDGE_LIST));

  /** Data that a trained network scores need no training set. */
  static final Variants<DataConfig> TO_SCORE =
      SCHEMA.withOptional(Set.of(TRAIN.name(), TEST.name()), "not scored");

  private DataBlock() {}

  private static DataConfig.Idx idx(Values values) {
    return new DataConfig.Idx(
        values.find(TRAIN),
        values.find(TEST),
        values.find(VALIDATION).flatMap(ShareOr.Chosen::given),
        options(values, VALIDATION));
  }

  /** What was decided when it was prepared cannot be changed any more. */
  private static DataConfig.Prepared prepared(Values values) {
    return new DataConfig.Prepared(
        values.get(PREPARED),
        DataOptions.DEFAULT.with(values.get(NORMALIZE), values.get(CACHE), values.get(AUGMENT)));
  }

  private static DataConfig.Cifar10 cifar10(Values values) {
    return new DataConfig.Cifar10(values.get(CIFAR), shareOptions(values));
  }

  private static DataConfig.Cifar100 cifar100(Values values) {
    return new DataConfig.Cifar100(
        values.get(CIFAR), values.get(CIFAR_LABELS), shareOptions(values));
  }

  private static DataConfig.Images images(Values values) {
    return new DataConfig.Images(
        sets(values),
        number(values, SIZE),
        number(values, CHANNELS),
        options(values, VALIDATION_PATH));
  }

  private static DataConfig.Csv csv(Values values) {
    return new DataConfig.Csv(
        sets(values),
        values.get(LABEL),
        values.find(FEATURES).orElse(List.of()),
        values.get(HEADER),
        values.get(DELIMITER),
        values.get(MISSING),
        options(values, VALIDATION_PATH));
  }

  private static DataConfig.Libsvm libsvm(Values values) {
    return new DataConfig.Libsvm(
        sets(values), number(values, WIDTH), options(values, VALIDATION_PATH));
  }

  private static DataConfig.Parquet parquet(Values values) {
    return new DataConfig.Parquet(
        sets(values),
        values.get(LABEL),
        values.find(FEATURES).orElse(List.of()),
        options(values, VALIDATION_PATH));
  }

  private static DataConfig.Sets sets(Values values) {
    return new DataConfig.Sets(
        values.find(TRAIN_PATH),
        values.find(TEST_PATH),
        values.find(VALIDATION_PATH).flatMap(ShareOr.Chosen::given));
  }

  private static OptionalInt number(Values values, Key<Long> key) {
    return values.find(key).stream().mapToInt(Math::toIntExact).findFirst();
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

  private static DataOptions shareOptions(Values values) {
    return options(values, values.find(SHARE_TO_VALIDATE).orElse(0.0));
  }

  /** What the keys of all formats say. */
  private static <T> DataOptions options(Values values, Key<ShareOr.Chosen<T>> validation) {
    return options(values, values.find(validation).map(ShareOr.Chosen::share).orElse(0.0));
  }

  private static DataOptions options(Values values, double validation) {
    return new DataOptions(
        values.get(NORMALIZE),
        values.get(SEED),
        validation,
        values.find(SPLIT).orElse(DataOptions.DEFAULT.split()),
        values.get(ON_BAD_RECORD),
        values.get(BAD_RECORD_LIMIT),
        values.get(CACHE),
        values.get(AUGMENT));
  }
}
