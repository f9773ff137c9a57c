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
 * @param row what is not in {@code numbers}
 * @param places of the columns in it; null where they are all of the row in its order
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ParquetRow(Group row, RowNumbers numbers, int[] places) implements RowView {
  /** The fields of Spark's vectors. */
  static final List<String> VECTOR = List.of("type", "size", "indices", "values");

  ParquetRow(Group row, RowNumbers numbers) {
    this(row, numbers, null);
  }

  /** What a column of a type holds. */
  static ColumnKind kind(Type type) {
    if (type.isRepetition(Type.Repetition.REPEATED)) {
      return ColumnKind.OTHER;
    }
    if (type.isPrimitive()) {
      return primitive(type);
    }
    if (isArray(type) || isVector(type)) {
      return ColumnKind.NUMBERS;
    }
    if (isList(type)) {
      return ColumnKind.OTHER;
    }
    GroupType group = type.asGroupType();
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

  /** Whether its integers have no sign; they are stored as those with one of the same bits. */
  static boolean isUnsigned(Type type) {
    return type.getLogicalTypeAnnotation()
            instanceof LogicalTypeAnnotation.IntLogicalTypeAnnotation integer
        && !integer.isSigned();
  }

  /** The double next to 64 bits without a sign. */
  static double unsigned(long bits) {
    // The bit that is shifted out decides a tie.
    return bits >= 0 ? bits : 2.0 * (bits >>> 1 | (bits & 1));
  }

  /** Whether it is an array of numbers. */
  static boolean isArray(Type type) {
    return isList(type) && isNumber(element(type.asGroupType()));
  }

  private static boolean isList(Type type) {
    return !type.isPrimitive()
        && type.getLogicalTypeAnnotation()
            instanceof LogicalTypeAnnotation.ListLogicalTypeAnnotation;
  }

  /** Whether it is a vector of Spark's. */
  static boolean isVector(Type type) {
    if (type.isPrimitive() || !VECTOR.stream().allMatch(type.asGroupType()::containsField)) {
      return false;
    }
    GroupType group = type.asGroupType();
    return VECTOR.subList(0, 2).stream().allMatch(name -> isNumber(group.getType(name)))
        && VECTOR.subList(2, 4).stream().allMatch(name -> isArray(group.getType(name)));
  }

  /** The type of what an array holds. */
  static Type element(GroupType array) {
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
    int place = place(column);
    return place < 0 || (!numbers.has(place) && row.getFieldRepetitionCount(place) == 0);
  }

  @Override
  public double number(int column) {
    int place = place(column);
    if (numbers.hasOne(place)) {
      return numbers.one(place);
    }
    boolean unsigned = isUnsigned(row.getType().getType(place));
    PrimitiveTypeName type = typeOf(place);
    return switch (type) {
      case INT32 ->
          unsigned ? Integer.toUnsignedLong(row.getInteger(place, 0)) : row.getInteger(place, 0);
      case INT64 -> unsigned ? unsigned(row.getLong(place, 0)) : row.getLong(place, 0);
      case FLOAT -> row.getFloat(place, 0);
      case DOUBLE -> row.getDouble(place, 0);
      case BOOLEAN -> row.getBoolean(place, 0) ? 1 : 0;
      default -> throw new IllegalArgumentException("Not a number: " + type);
    };
  }

  private PrimitiveTypeName typeOf(int place) {
    return row.getType().getType(place).asPrimitiveType().getPrimitiveTypeName();
  }

  /** A number as its type writes it. */
  private static String written(double number, PrimitiveTypeName type) {
    return switch (type) {
      case INT32 -> Long.toString((long) number);
      case FLOAT -> Float.toString((float) number);
      case BOOLEAN -> Boolean.toString(number != 0);
      default -> Double.toString(number);
    };
  }

  @Override
  public String text(int column) {
    int place = place(column);
    if (numbers.hasOne(place)) {
      return written(numbers.one(place), typeOf(place));
    }
    Type type = row.getType().getType(place);
    if (isUnsigned(type)) {
      return Long.toUnsignedString(row.getLong(place, 0));
    }
    if (primitive(type) != ColumnKind.TEXT) {
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
    return several(column).numbers();
  }

  @Override
  public boolean isSparse(int column) {
    return several(column).isSparse();
  }

  private StoredNumbers several(int column) {
    StoredNumbers several = numbers.several(place(column));
    if (several == null) {
      throw new IllegalArgumentException(
          "Neither an array nor a vector: " + row.getType().getType(place(column)));
    }
    return several;
  }

  @Override
  public ParquetRow struct(int column, List<String> fields) {
    Group struct = row.getGroup(place(column), 0);
    GroupType type = struct.getType();
    return new ParquetRow(
        struct,
        RowNumbers.NONE,
        fields.stream()
            .mapToInt(name -> type.containsField(name) ? type.getFieldIndex(name) : -1)
            .toArray());
  }
}
