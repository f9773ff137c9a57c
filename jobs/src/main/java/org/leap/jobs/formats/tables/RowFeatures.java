package org.leap.jobs.formats.tables;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.images.EncodedImages;
import org.leap.jobs.text.Quoted;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.FeatureType;
import org.leap.spark.rows.ColumnKind;
import org.leap.spark.rows.Pixels;
import org.leap.spark.rows.RowValueException;
import org.leap.spark.rows.RowView;

/** How the features of an example lie in a row, side by side, behind its label if it has one. */
public sealed interface RowFeatures extends Serializable {
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

  /** Of every example. */
  ExampleShape shape(int classes);

  /**
   * The features of a row.
   *
   * @param first the column that they begin with
   * @throws RowValueException if one of them cannot be used
   */
  byte[] of(RowView row, int first, RecordPosition at);

  /**
   * What features are read from.
   *
   * @param type of the column, for messages
   */
  record Column(String name, ColumnKind kind, String type) {}

  /** Of what size images are to be made. */
  record ImageSize(OptionalInt size, OptionalInt channels) {
    /** As they are. */
    static final ImageSize OWN = new ImageSize(OptionalInt.empty(), OptionalInt.empty());
  }

  /** Features that no row needs to tell the sizes of. */
  static Optional<RowFeatures> of(List<Column> columns, ImageSize images) {
    if (columns.stream().allMatch(column -> column.kind() == ColumnKind.NUMBER)) {
      return Optional.of(new Numeric(columns.stream().map(Column::name).toList()));
    }
    return switch (columns.get(0).kind()) {
      case FILE, BINARY ->
          EncodedImages.given(images.size(), images.channels())
              .map(form -> new Encoded(columns.get(0).name(), columns.get(0).kind(), form));
      default -> Optional.empty();
    };
  }

  /**
   * The features of a column that is not of numbers, whose sizes a row tells.
   *
   * @param first the column of the row that they begin with
   */
  static RowFeatures like(
      Column column, ImageSize images, RowView row, int first, RecordPosition at) {
    String name = column.name();
    requirePresent(row, first);
    return switch (column.kind()) {
      case NUMBERS -> {
        int length = row.numbers(first).length;
        if (length < 1) {
          throw new RowValueException("has no values, expected at least one");
        }
        yield new Numbers(name, length, row.isSparse(first));
      }
      case PIXELS -> {
        Pixels image = Pixels.of(row, first);
        if (image.channels() != 1 && image.channels() != 3) {
          throw new RowValueException(
              "the image has %s channels, expected 1 or 3".formatted(image.channels()));
        }
        yield new Image(name, image.channels(), image.height(), image.width());
      }
      case FILE, BINARY -> {
        Encoded.File file = Encoded.File.of(name, column.kind(), row, first, at);
        yield new Encoded(
            name,
            column.kind(),
            EncodedImages.like(images.size(), images.channels(), file.name(), file.content()));
      }
      default -> throw new AssertionError(column);
    };
  }

  private static void requirePresent(RowView row, int column) {
    if (row.isNull(column)) {
      throw new RowValueException("is null; fill it in");
    }
  }

  private static void requireFinite(double value) {
    if (!Float.isFinite((float) value)) {
      throw new RowValueException(
          "%s is not a finite number of single precision; correct it".formatted(value));
    }
  }

  private static void requireLength(int found, int expected) {
    if (found != expected) {
      throw new RowValueException(
          "has %s values, expected %s as in the first row; bring all rows to one length"
              .formatted(found, expected));
    }
  }

  /** Columns of one number each. */
  record Numeric(List<String> columns) implements RowFeatures {
    @Override
    public List<String> names() {
      return columns;
    }

    @Override
    public ExampleShape shape(int classes) {
      return new ExampleShape(columns.size(), 1, 1, classes, FeatureType.FLOAT32);
    }

    @Override
    public byte[] of(RowView row, int first, RecordPosition at) {
      FloatBytes bytes = new FloatBytes(columns.size());
      for (int i = 0; i < columns.size(); i++) {
        try {
          requirePresent(row, first + i);
          double value = row.number(first + i);
          requireFinite(value);
          bytes.set(i, (float) value);
        } catch (RowValueException e) {
          throw RowFormat.bad(at, columns.get(i), e);
        }
      }
      return bytes.bytes();
    }
  }

  /** One column that holds them all. */
  sealed interface Nested extends RowFeatures {
    /** Its name. */
    String column();

    @Override
    default List<String> columns() {
      return List.of(column());
    }

    @Override
    default byte[] of(RowView row, int first, RecordPosition at) {
      try {
        requirePresent(row, first);
        return ofPresent(row, first, at);
      } catch (RowValueException e) {
        throw RowFormat.bad(at, column(), e);
      }
    }

    /** The features of a row that has them. */
    byte[] ofPresent(RowView row, int first, RecordPosition at);
  }

  /**
   * A column of arrays or vectors of one length.
   *
   * @param sparse whether the first leaves out zeros
   */
  record Numbers(String column, int size, boolean sparse) implements Nested {
    @Override
    public ExampleShape shape(int classes) {
      return new ExampleShape(size, 1, 1, classes, FeatureType.FLOAT32);
    }

    @Override
    public byte[] ofPresent(RowView row, int first, RecordPosition at) {
      float[] values = row.numbers(first);
      requireLength(values.length, size);
      FloatBytes bytes = new FloatBytes(size);
      for (int i = 0; i < size; i++) {
        requireFinite(values[i]);
        bytes.set(i, values[i]);
      }
      return bytes.bytes();
    }
  }

  /** A column of Spark's image schema. */
  record Image(String column, int channels, int height, int width) implements Nested {
    @Override
    public ExampleShape shape(int classes) {
      return new ExampleShape(channels, height, width, classes);
    }

    @Override
    public byte[] ofPresent(RowView row, int first, RecordPosition at) {
      Pixels image = Pixels.of(row, first);
      if (image.height() != height || image.width() != width || image.channels() != channels) {
        throw new RowValueException(
            "the image is %s x %s x %s, expected %s x %s x %s as in the first row (height x width x channels); bring all images to one size"
                .formatted(
                    image.height(), image.width(), image.channels(), height, width, channels));
      }
      return image.planes(true);
    }
  }

  /** A column of JPEG or PNG files. */
  record Encoded(String column, ColumnKind kind, EncodedImages images) implements Nested {
    @Override
    public ExampleShape shape(int classes) {
      return images.shape(classes);
    }

    @Override
    public byte[] ofPresent(RowView row, int first, RecordPosition at) {
      File file = File.of(column, kind, row, first, at);
      return images.features(file.name(), file.content());
    }

    /** A file, and its name for messages. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record File(String name, byte[] content) {
      private static final List<String> FIELDS = List.of("bytes", "path");

      static File of(String column, ColumnKind kind, RowView row, int first, RecordPosition at) {
        String name = "%s: column %s".formatted(at.named(), Quoted.of(column));
        if (kind == ColumnKind.BINARY) {
          return new File(name, row.bytes(first));
        }
        RowView struct = row.struct(first, FIELDS);
        String path = struct.isNull(1) ? "" : " (%s)".formatted(Quoted.bare(struct.text(1)));
        if (struct.isNull(0)) {
          throw new RowValueException(
              "has an image%s without bytes; write the bytes of the files into the table"
                  .formatted(path));
        }
        return new File(name + path, struct.bytes(0));
      }
    }
  }
}
