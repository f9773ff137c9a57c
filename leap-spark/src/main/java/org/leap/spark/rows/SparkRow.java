package org.leap.spark.rows;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/**
 * A row of Spark's.
 *
 * @param places of the columns in it; null where they are all of the row in its order
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SparkRow(Row row, int[] places) implements RowView {

  /** All columns of a row. */
  public SparkRow(Row row) {
    this(row, null);
  }

  /** What a column of a type holds. */
  public static ColumnKind kind(DataType type) {
    if (type.equals(SQLDataTypes.VectorType())) {
      return ColumnKind.NUMBERS;
    }
    if (type instanceof ArrayType array) {
      return array.elementType() instanceof NumericType ? ColumnKind.NUMBERS : ColumnKind.OTHER;
    }
    if (type instanceof NumericType || type instanceof BooleanType) {
      return ColumnKind.NUMBER;
    }
    if (type instanceof StringType) {
      return ColumnKind.TEXT;
    }
    if (type instanceof BinaryType) {
      return ColumnKind.BINARY;
    }
    return type instanceof StructType struct ? kind(struct) : ColumnKind.OTHER;
  }

  private static ColumnKind kind(StructType struct) {
    List<String> fields = Arrays.asList(struct.fieldNames());
    if (fields.containsAll(Pixels.NEEDED)) {
      return ColumnKind.PIXELS;
    }
    return fields.contains("bytes") && struct.apply("bytes").dataType() instanceof BinaryType
        ? ColumnKind.FILE
        : ColumnKind.OTHER;
  }

  private int place(int column) {
    return places == null ? column : places[column];
  }

  @Override
  public boolean isNull(int column) {
    return place(column) < 0 || row.isNullAt(place(column));
  }

  @Override
  public double number(int column) {
    Object value = row.get(place(column));
    return value instanceof Boolean truth ? (truth ? 1 : 0) : ((Number) value).doubleValue();
  }

  @Override
  public String text(int column) {
    return String.valueOf(row.get(place(column)));
  }

  @Override
  public byte[] bytes(int column) {
    return row.getAs(place(column));
  }

  @Override
  public float[] numbers(int column) {
    if (row.get(place(column)) instanceof Vector vector) {
      if (vector.size() > MOST_NUMBERS) {
        throw RowValueException.wide(vector.size());
      }
      double[] wide = vector.toArray();
      float[] values = new float[wide.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) wide[i];
      }
      return values;
    }
    List<Number> numbers = row.getList(place(column));
    float[] values = new float[numbers.size()];
    for (int i = 0; i < values.length; i++) {
      if (numbers.get(i) == null) {
        throw new RowValueException("null at place " + i);
      }
      values[i] = numbers.get(i).floatValue();
    }
    return values;
  }

  @Override
  public boolean isSparse(int column) {
    return row.get(place(column)) instanceof SparseVector;
  }

  @Override
  public SparkRow struct(int column, List<String> fields) {
    Row struct = row.getStruct(place(column));
    List<String> names = Arrays.asList(struct.schema().fieldNames());
    return new SparkRow(struct, fields.stream().mapToInt(names::indexOf).toArray());
  }
}
