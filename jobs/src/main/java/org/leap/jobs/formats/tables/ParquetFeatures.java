package org.leap.jobs.formats.tables;

import java.io.Serializable;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.leap.jobs.text.Quoted;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.FeatureType;

/** How the features of an example lie in a row. */
sealed interface ParquetFeatures extends Serializable {
  /** The columns to read. */
  List<String> columns();

  /** What each feature is called; nothing if one column holds them all. */
  default List<String> names() {
    return List.of();
  }

  ExampleShape shape(int classes);

  /**
   * The features of a row.
   *
   * @throws org.leap.jobs.formats.BadDataException if the row has others than all rows should
   */
  byte[] of(Group row, ParquetPlace place);

  /** Columns of one number each. */
  record Numeric(List<String> columns) implements ParquetFeatures {
    @Override
    public List<String> names() {
      return columns;
    }

    @Override
    public ExampleShape shape(int classes) {
      return new ExampleShape(columns.size(), 1, 1, classes, FeatureType.FLOAT32);
    }

    @Override
    public byte[] of(Group row, ParquetPlace place) {
      FloatBytes bytes = new FloatBytes(columns.size());
      for (int i = 0; i < columns.size(); i++) {
        int field = row.getType().getFieldIndex(columns.get(i));
        bytes.set(i, ParquetValues.number(row, field, 0, place));
      }
      return bytes.bytes();
    }
  }

  /** A column of arrays of one length. */
  record Array(String column, int length) implements ParquetFeatures {
    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public ExampleShape shape(int classes) {
      return new ExampleShape(length, 1, 1, classes, FeatureType.FLOAT32);
    }

    @Override
    public byte[] of(Group row, ParquetPlace place) {
      Group array = nested(row, column, place);
      checkLength(ParquetValues.length(array), length, column, place);
      return dense(array, length, place);
    }
  }

  /** A column of Spark's vectors, dense or sparse, of one size. */
  record Vector(String column, int size) implements ParquetFeatures {
    private static final int SPARSE = 0;

    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public ExampleShape shape(int classes) {
      return new ExampleShape(size, 1, 1, classes, FeatureType.FLOAT32);
    }

    @Override
    public byte[] of(Group row, ParquetPlace place) {
      Group vector = nested(row, column, place);
      Group values = nested(vector, "values", place);
      checkLength(size(vector, place), size, column, place);
      if (vector.getInteger("type", 0) != SPARSE) {
        return dense(values, size, place);
      }
      Group indices = nested(vector, "indices", place);
      int count = ParquetValues.length(indices);
      checkLength(ParquetValues.length(values), count, "values", place);
      FloatBytes bytes = new FloatBytes(size);
      for (int i = 0; i < count; i++) {
        int index = (int) ParquetValues.element(indices, i, place);
        if (index < 0 || index >= size) {
          throw place.bad("index %s is out of range, expected 0 to %s".formatted(index, size - 1));
        }
        bytes.set(index, ParquetValues.element(values, i, place));
      }
      return bytes.bytes();
    }

    static int size(Group vector, ParquetPlace place) {
      return vector.getFieldRepetitionCount("size") > 0
          ? vector.getInteger("size", 0)
          : ParquetValues.length(nested(vector, "values", place));
    }
  }

  /** A column of Spark's image schema: rows of blue, green and red bytes, or of grey ones. */
  record Image(String column, int channels, int height, int width) implements ParquetFeatures {
    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public ExampleShape shape(int classes) {
      return new ExampleShape(channels, height, width, classes);
    }

    @Override
    public byte[] of(Group row, ParquetPlace place) {
      Group image = nested(row, column, place);
      int ownChannels = image.getInteger("nChannels", 0);
      int ownHeight = image.getInteger("height", 0);
      int ownWidth = image.getInteger("width", 0);
      byte[] data = image.getBinary("data", 0).getBytes();
      if (ownChannels != channels || ownHeight != height || ownWidth != width) {
        throw place.bad(
            "column %s: the image is %s x %s x %s, expected %s x %s x %s as in the first row (height x width x channels); bring all images to one size"
                .formatted(
                    Quoted.of(column), ownHeight, ownWidth, ownChannels, height, width, channels));
      }
      checkLength(data.length, channels * height * width, column, place);
      byte[] planes = new byte[data.length];
      int plane = height * width;
      for (int i = 0; i < plane; i++) {
        for (int c = 0; c < channels; c++) {
          planes[c * plane + i] = data[i * channels + channels - 1 - c];
        }
      }
      return planes;
    }
  }

  static Group nested(Group row, String column, ParquetPlace place) {
    if (row.getFieldRepetitionCount(column) == 0) {
      throw place.bad("column %s is null; fill it in".formatted(Quoted.of(column)));
    }
    return row.getGroup(column, 0);
  }

  private static byte[] dense(Group array, int length, ParquetPlace place) {
    checkLength(ParquetValues.length(array), length, "values", place);
    FloatBytes bytes = new FloatBytes(length);
    for (int i = 0; i < length; i++) {
      bytes.set(i, ParquetValues.element(array, i, place));
    }
    return bytes.bytes();
  }

  private static void checkLength(int found, int expected, String column, ParquetPlace place) {
    if (found != expected) {
      throw place.bad(
          "column %s has %s values, expected %s as in the first row; bring all rows to one length"
              .formatted(Quoted.of(column), found, expected));
    }
  }
}
