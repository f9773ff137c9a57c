package org.leap.jobs.formats.tables;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.leap.spark.rows.ColumnKind;
import org.leap.spark.rows.Pixels;
import org.leap.spark.rows.RowValueException;
import org.leap.spark.rows.RowView;

/**
 * A row of a Parquet file.
 *
 * @param places of the columns in it; null where they are all of the row in its order
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ParquetRow(Group row, int[] places) implements RowView {
  private static final List<String> VECTOR = List.of("type", "size", "indices", "values");
  private static final int SPARSE = 0;

  ParquetRow(Group row) {
    this(row, null);
  }

  /** What a column of a type holds. */
  static ColumnKind kind(Type type) {
    if (type.isPrimitive()) {
      return primitive(type);
    }
    GroupType group = type.asGroupType();
    if (group.getLogicalTypeAnnotation()
        instanceof LogicalTypeAnnotation.ListLogicalTypeAnnotation) {
      return isNumber(element(group)) ? ColumnKind.NUMBERS : ColumnKind.OTHER;
    }
    if (VECTOR.stream().allMatch(group::containsField)) {
      return ColumnKind.NUMBERS;
    }
    if (Pixels.NEEDED.stream().allMatch(group::containsField)) {
      return ColumnKind.PIXELS;
    }
    return group.containsField("bytes") && primitive(group.getType("bytes")) == ColumnKind.BINARY
        ? ColumnKind.FILE
        : ColumnKind.OTHER;
  }

  private static ColumnKind primitive(Type type) {
    if (isNumber(type)) {
      return ColumnKind.NUMBER;
    }
    if (!type.isPrimitive()
        || type.asPrimitiveType().getPrimitiveTypeName() != PrimitiveTypeName.BINARY) {
      return ColumnKind.OTHER;
    }
    var annotation = type.getLogicalTypeAnnotation();
    if (annotation == null) {
      return ColumnKind.BINARY;
    }
    return annotation instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation
        ? ColumnKind.TEXT
        : ColumnKind.OTHER;
  }

  /** Whether the stored number is the number meant, as it is not in decimals and dates. */
  private static boolean isNumber(Type type) {
    if (!type.isPrimitive()) {
      return false;
    }
    var annotation = type.getLogicalTypeAnnotation();
    boolean plain =
        annotation == null || annotation instanceof LogicalTypeAnnotation.IntLogicalTypeAnnotation;
    return plain
        && switch (type.asPrimitiveType().getPrimitiveTypeName()) {
          case INT32, INT64, FLOAT, DOUBLE, BOOLEAN -> true;
          default -> false;
        };
  }

  private static Type element(GroupType array) {
    Type repeated = array.getType(0);
    return repeated.isPrimitive() || repeated.asGroupType().getFieldCount() != 1
        ? repeated
        : repeated.asGroupType().getType(0);
  }

  private int place(int column) {
    return places == null ? column : places[column];
  }

  @Override
  public boolean isNull(int column) {
    return place(column) < 0 || row.getFieldRepetitionCount(place(column)) == 0;
  }

  @Override
  public double number(int column) {
    return number(row, place(column), 0);
  }

  private static double number(Group group, int field, int index) {
    Type type = group.getType().getType(field);
    return switch (type.asPrimitiveType().getPrimitiveTypeName()) {
      case INT32 -> group.getInteger(field, index);
      case INT64 -> group.getLong(field, index);
      case FLOAT -> group.getFloat(field, index);
      case DOUBLE -> group.getDouble(field, index);
      case BOOLEAN -> group.getBoolean(field, index) ? 1 : 0;
      default -> throw new IllegalArgumentException("Not a number: " + type);
    };
  }

  @Override
  public String text(int column) {
    int place = place(column);
    if (primitive(row.getType().getType(place)) != ColumnKind.TEXT) {
      return row.getValueToString(place, 0);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(row.getBinary(place, 0).toByteBuffer())
          .toString();
    } catch (CharacterCodingException e) {
      throw new RowValueException("is not UTF-8 text; write it as UTF-8");
    }
  }

  @Override
  public byte[] bytes(int column) {
    return row.getBinary(place(column), 0).getBytes();
  }

  @Override
  public float[] numbers(int column) {
    Group nested = row.getGroup(place(column), 0);
    return nested.getType().getLogicalTypeAnnotation()
            instanceof LogicalTypeAnnotation.ListLogicalTypeAnnotation
        ? array(nested)
        : vector(new ParquetRow(row).struct(place(column), VECTOR));
  }

  @Override
  public boolean isSparse(int column) {
    Group nested = row.getGroup(place(column), 0);
    return nested.getType().containsField("type")
        && new ParquetRow(row).struct(place(column), VECTOR).number(0) == SPARSE;
  }

  private static float[] array(Group array) {
    float[] values = new float[array.getFieldRepetitionCount(0)];
    boolean flat = array.getType().getType(0).isPrimitive();
    for (int i = 0; i < values.length; i++) {
      Group holder = flat ? array : array.getGroup(0, i);
      int index = flat ? i : 0;
      if (holder.getFieldRepetitionCount(0) <= index) {
        throw new RowValueException("null at place " + i);
      }
      values[i] = (float) number(holder, 0, index);
    }
    return values;
  }

  /** Of Spark's vectors, dense or sparse. */
  private static float[] vector(RowView vector) {
    if (vector.isNull(3)) {
      throw new RowValueException("a vector without values");
    }
    float[] values = vector.numbers(3);
    if (vector.number(0) != SPARSE) {
      return values;
    }
    float[] indices = vector.numbers(2);
    if (vector.number(1) < 0) {
      throw new RowValueException("a vector of the size " + (long) vector.number(1));
    }
    float[] dense = new float[(int) vector.number(1)];
    if (indices.length != values.length) {
      throw new RowValueException(
          "a vector of %s indices and %s values".formatted(indices.length, values.length));
    }
    for (int i = 0; i < indices.length; i++) {
      int index = (int) indices[i];
      if (index < 0 || index >= dense.length) {
        throw new RowValueException(
            "a vector with the index %s, expected 0 to %s".formatted(index, dense.length - 1));
      }
      dense[index] = values[i];
    }
    return dense;
  }

  @Override
  public ParquetRow struct(int column, List<String> fields) {
    Group struct = row.getGroup(place(column), 0);
    GroupType type = struct.getType();
    return new ParquetRow(
        struct,
        fields.stream()
            .mapToInt(name -> type.containsField(name) ? type.getFieldIndex(name) : -1)
            .toArray());
  }
}
