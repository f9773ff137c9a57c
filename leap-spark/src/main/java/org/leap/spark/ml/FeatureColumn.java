package org.leap.spark.ml;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/**
 * How features are read from a column: vectors and arrays of numbers as they are; images (Spark's
 * image struct, bytes) channel by channel in its order (BGR), row by row, from 0 to 1.
 */
enum FeatureColumn implements Serializable {
  VECTOR {
    @Override
    Features read(Row row, int index) {
      Vector vector = row.getAs(index);
      float[] values = new float[vector.size()];
      double[] wide = vector.toArray();
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) wide[i];
      }
      return Features.of(values);
    }
  },
  ARRAY {
    @Override
    Features read(Row row, int index) {
      List<Number> numbers = row.getList(index);
      float[] values = new float[numbers.size()];
      for (int i = 0; i < values.length; i++) {
        if (numbers.get(i) == null) {
          return Features.bad("null at place " + i);
        }
        values[i] = numbers.get(i).floatValue();
      }
      return Features.of(values);
    }
  },
  IMAGE {
    @Override
    Features read(Row row, int index) {
      Row image = row.getStruct(index);
      for (String field : NEEDED) {
        if (image.isNullAt(ImageSchema.columnSchema().fieldIndex(field))) {
          return Features.bad("an image whose %s is null".formatted(field));
        }
      }
      int height = ImageSchema.getHeight(image);
      int width = ImageSchema.getWidth(image);
      int channels = ImageSchema.getNChannels(image);
      byte[] bytes = ImageSchema.getData(image);
      if (height < 1 || width < 1 || bytes.length != height * width * channels) {
        return Features.bad(
            "the image %s, which is invalid or not of bytes"
                .formatted(ImageSchema.getOrigin(image)));
      }
      float[] values = new float[bytes.length];
      for (int pixel = 0; pixel < height * width; pixel++) {
        for (int channel = 0; channel < channels; channel++) {
          values[channel * height * width + pixel] =
              (bytes[pixel * channels + channel] & 0xff) / 255f;
        }
      }
      return Features.of(values);
    }
  };

  private static final List<String> NEEDED = List.of("height", "width", "nChannels", "data");

  /** Of a column that is not null. */
  abstract Features read(Row row, int index);

  final Features of(Row row, int index) {
    return row.isNullAt(index) ? Features.bad("null") : read(row, index);
  }

  /** How the column is read; refused if there is none of that name, or it holds something else. */
  static FeatureColumn of(StructType schema, String name) {
    DataType type = Columns.type(schema, name, "featuresCol");
    if (type.equals(SQLDataTypes.VectorType())) {
      return VECTOR;
    }
    if (type instanceof ArrayType array && array.elementType() instanceof NumericType) {
      return ARRAY;
    }
    if (type.sameType(ImageSchema.columnSchema())) {
      return IMAGE;
    }
    throw new IllegalArgumentException(
        "column \"%s\" (featuresCol) is of type %s, expected a vector, an array of numbers or an image: use VectorAssembler to make one vector of several columns"
            .formatted(name, type.catalogString()));
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
