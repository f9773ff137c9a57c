package org.leap.jobs.config;

import java.util.List;
import org.leap.jobs.config.DataConfig.IdxFiles;
import org.leap.jobs.config.DataConfig.Normalization;

/** The {@code data} block. */
final class DataBlock {
  private static final Location LOCATION = new Location();

  private static final Key<String> IMAGES =
      Key.required("images", LOCATION, "IDX file of the images, plain or `.gz`");
  private static final Key<String> LABELS =
      Key.required("labels", LOCATION, "IDX file of the labels, plain or `.gz`");
  private static final Fields<IdxFiles> IDX_FILES =
      Fields.of(values -> new IdxFiles(values.get(IMAGES), values.get(LABELS)), IMAGES, LABELS);

  private static final Key<IdxFiles> TRAIN = Key.required("train", IDX_FILES, "the training set");
  private static final Key<IdxFiles> TEST = Key.required("test", IDX_FILES, "the test set");
  private static final Key<Normalization> NORMALIZE =
      Key.defaulted(
          "normalize",
          Choice.of(Normalization.class),
          Normalization.STANDARD,
          "scaling of the features: to zero mean and unit variance of the training set, from the"
              + " stored range to [0, 1], or not at all");

  static final Variants<DataConfig> SCHEMA =
      Variants.named(
          "format",
          "format of the data",
          List.of(
              Fields.variant(
                  "idx",
                  values ->
                      new DataConfig.Idx(
                          values.get(TRAIN), values.get(TEST), values.get(NORMALIZE)),
                  TRAIN,
                  TEST,
                  NORMALIZE)));

  private DataBlock() {}
}
