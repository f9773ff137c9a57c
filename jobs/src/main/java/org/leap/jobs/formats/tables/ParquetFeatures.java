package org.leap.jobs.formats.tables;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.Type;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.text.Quoted;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.FeatureType;

/** How the features of an example lie in a row. */
sealed interface ParquetFeatures extends Serializable {
  /** The columns that hold them. */
  List<String> columns();

  /** What each feature is called; nothing if one column holds them all. */
  default List<String> names() {
    return List.of();
  }

  /** Whether zeros are left out, by the first row. */
  default boolean sparse() {
    return false;
  }

  /** How many there are. */
  int size();

  default ExampleShape shape(int classes) {
    return new ExampleShape(size(), 1, 1, classes, FeatureType.FLOAT32);
  }

  /** The features of a row. */
  byte[] of(Group row, RecordPosition at);

  /** What a row says. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Row(String label, byte[] features, RecordPosition at) implements ClassIndex.Row {
    @Override
    public BadDataException bad(String problem, Object... values) {
      return at.badRow(problem, values);
    }
  }

  /** The label and the features of a row. */
  default Row row(Group row, RecordPosition at, String label) {
    try {
      return new Row(ParquetTable.label(row, label, at), of(row, at), at);
    } catch (ClassCastException | IllegalArgumentException e) {
      throw at.badRow(
          "has other types of columns than the first file: %s; write all files with one schema",
          Quoted.bare(String.valueOf(e.getMessage())));
    }
  }

  /** The columns to read. */
  default List<String> columnsWith(String label) {
    return Stream.concat(Stream.of(label), columns().stream()).toList();
  }

  /** The features of a column that is not of numbers, whose sizes the first row tells. */
  static ParquetFeatures of(Type type, Group row, RecordPosition at) {
    String column = type.getName();
    if (ParquetTable.isArray(type)) {
      int length = ParquetTable.length(nested(row, column, at));
      return new Array(column, positive(length, column, at));
    }
    if (ParquetTable.hasFields(type, "type", "size", "indices", "values")) {
      Group vector = nested(row, column, at);
      boolean sparse = vector.getInteger("type", 0) == Vector.SPARSE;
      return new Vector(column, positive(Vector.size(vector, at), column, at), sparse);
    }
    if (ParquetTable.hasFields(type, "height", "width", "nChannels", "data")) {
      Image image = Image.of(nested(row, column, at), column);
      if (image.channels != 1 && image.channels != 3) {
        throw at.badRow(
            "column %s: the image has %s channels, expected 1 or 3",
            Quoted.of(column), image.channels);
      }
      positive(Math.min(image.height, image.width), column, at);
      return image;
    }
    throw at.badRow(
        "column %s is %s, expected numbers, arrays of numbers, vectors or images; name another in data.features",
        Quoted.of(column), Quoted.bare(type.toString()));
  }

  private static int positive(int size, String column, RecordPosition at) {
    if (size < 1) {
      throw at.badRow("column %s has no values, expected at least one", Quoted.of(column));
    }
    return size;
  }

  /** Columns of one number each. */
  record Numeric(List<String> columns) implements ParquetFeatures {
    @Override
    public List<String> names() {
      return columns;
    }

    @Override
    public int size() {
      return columns.size();
    }

    @Override
    public byte[] of(Group row, RecordPosition at) {
      FloatBytes bytes = new FloatBytes(columns.size());
      for (int i = 0; i < columns.size(); i++) {
        int field = row.getType().getFieldIndex(columns.get(i));
        bytes.set(i, ParquetTable.number(row, field, 0, at));
      }
      return bytes.bytes();
    }
  }

  /** One column of groups. */
  sealed interface Nested extends ParquetFeatures {
    String column();

    @Override
    default List<String> columns() {
      return List.of(column());
    }

    @Override
    default byte[] of(Group row, RecordPosition at) {
      return ofGroup(nested(row, column(), at), at);
    }

    byte[] ofGroup(Group group, RecordPosition at);
  }

  /** A column of arrays of one length. */
  record Array(String column, int size) implements Nested {
    @Override
    public byte[] ofGroup(Group array, RecordPosition at) {
      checkLength(ParquetTable.length(array), size, column, at);
      return dense(array, size, at);
    }
  }

  /** A column of Spark's vectors, dense or sparse, of one size. */
  record Vector(String column, int size, boolean sparse) implements Nested {
    private static final int SPARSE = 0;

    @Override
    public byte[] ofGroup(Group vector, RecordPosition at) {
      Group values = nested(vector, "values", at);
      checkLength(size(vector, at), size, column, at);
      if (vector.getInteger("type", 0) != SPARSE) {
        return dense(values, size, at);
      }
      Group indices = nested(vector, "indices", at);
      int count = ParquetTable.length(indices);
      checkLength(ParquetTable.length(values), count, "values", at);
      FloatBytes bytes = new FloatBytes(size);
      for (int i = 0; i < count; i++) {
        int index = (int) ParquetTable.element(indices, i, at);
        if (index < 0 || index >= size) {
          throw at.badRow("index %s is out of range, expected 0 to %s", index, size - 1);
        }
        bytes.set(index, ParquetTable.element(values, i, at));
      }
      return bytes.bytes();
    }

    static int size(Group vector, RecordPosition at) {
      return vector.getFieldRepetitionCount("size") > 0
          ? vector.getInteger("size", 0)
          : ParquetTable.length(nested(vector, "values", at));
    }
  }

  /** A column of Spark's image schema: rows of blue, green and red bytes, or of grey ones. */
  record Image(String column, int channels, int height, int width) implements Nested {
    static Image of(Group image, String column) {
      return new Image(
          column,
          image.getInteger("nChannels", 0),
          image.getInteger("height", 0),
          image.getInteger("width", 0));
    }

    @Override
    public int size() {
      return channels * height * width;
    }

    @Override
    public ExampleShape shape(int classes) {
      return new ExampleShape(channels, height, width, classes);
    }

    @Override
    public byte[] ofGroup(Group image, RecordPosition at) {
      Image own = of(image, column);
      byte[] data = image.getBinary("data", 0).getBytes();
      if (!own.equals(this)) {
        throw at.badRow(
            "column %s: the image is %s, expected %s as in the first row (height x width x channels); bring all images to one size",
            Quoted.of(column), own.sides(), sides());
      }
      checkLength(data.length, size(), column, at);
      byte[] planes = new byte[data.length];
      int plane = height * width;
      for (int i = 0; i < plane; i++) {
        for (int c = 0; c < channels; c++) {
          planes[c * plane + i] = data[i * channels + channels - 1 - c];
        }
      }
      return planes;
    }

    private String sides() {
      return "%s x %s x %s".formatted(height, width, channels);
    }
  }

  private static Group nested(Group row, String column, RecordPosition at) {
    if (row.getFieldRepetitionCount(column) == 0) {
      throw at.badRow("column %s is null; fill it in", Quoted.of(column));
    }
    return row.getGroup(column, 0);
  }

  private static byte[] dense(Group array, int length, RecordPosition at) {
    checkLength(ParquetTable.length(array), length, "values", at);
    FloatBytes bytes = new FloatBytes(length);
    for (int i = 0; i < length; i++) {
      bytes.set(i, ParquetTable.element(array, i, at));
    }
    return bytes.bytes();
  }

  private static void checkLength(int found, int expected, String column, RecordPosition at) {
    if (found != expected) {
      throw at.badRow(
          "column %s has %s values, expected %s as in the first row; bring all rows to one length",
          Quoted.of(column), found, expected);
    }
  }
}
