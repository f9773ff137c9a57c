package org.leap.spark.ml;

import java.io.Serializable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.leap.spark.rows.Pixels;
import org.leap.spark.rows.RowValueException;
import org.leap.spark.rows.RowView;
import org.leap.spark.rows.SparkRow;

/**
 * How features are read from a column: vectors and arrays of numbers as they are; images (Spark's
 * image struct, bytes) channel by channel in its order (BGR), row by row, from 0 to 1.
 */
enum FeatureColumn implements Serializable {
  NUMBERS {
    @Override
    float[] read(RowView row, int index) {
      return row.numbers(index);
    }
  },
  IMAGE {
    @Override
    float[] read(RowView row, int index) {
      byte[] planes = Pixels.of(row, index).planes(false);
      float[] values = new float[planes.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = (planes[i] & 0xff) / 255f;
      }
      return values;
    }
  };

  /**
   * Of a column that is not null.
   *
   * @throws RowValueException if it cannot be used
   */
  abstract float[] read(RowView row, int index);

  final Features of(Row row, int index) {
    if (row.isNullAt(index)) {
      return Features.bad("null");
    }
    try {
      return Features.of(read(new SparkRow(row), index));
    } catch (RowValueException e) {
      return Features.bad(e.getMessage());
    }
  }

  /** How the column is read; refused if there is none of that name, or it holds something else. */
  static FeatureColumn of(StructType schema, String name) {
    DataType type = Columns.type(schema, name, "featuresCol");
    return switch (SparkRow.kind(type)) {
      case NUMBERS -> NUMBERS;
      case PIXELS -> IMAGE;
      default ->
          throw new IllegalArgumentException(
              "column \"%s\" (featuresCol) is of type %s, expected a vector, an array of numbers or an image: use VectorAssembler to make one vector of several columns"
                  .formatted(name, type.catalogString()));
    };
  }

  /**
   * The features of a row, or what keeps them from being used.
   *
   * @param values null if there is a problem
   * @param problem what the column holds instead, or null
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Features(float[] values, String problem) {
    private static Features bad(String problem) {
      return new Features(null, problem);
    }

    private static Features of(float[] values) {
      for (int i = 0; i < values.length; i++) {
        if (!Float.isFinite(values[i])) {
          return bad("%s at place %s".formatted(values[i], i));
        }
      }
      return new Features(values, null);
    }
  }

  /** What keeps a row from being used, where it is not to be skipped. */
  static String invalid(String column, String problem) {
    return "column \"%s\": %s; drop or fill such rows, or set handleInvalid to skip"
        .formatted(column, problem);
  }
}
