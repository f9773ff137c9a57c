package org.leap.jobs.formats.tables;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.leap.jobs.formats.Labels;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.text.Quoted;

/** Numbers and texts in the rows of a Parquet file. */
final class ParquetValues {
  private ParquetValues() {}

  /** Whether the stored number is the number meant, as it is not in decimals and dates. */
  static boolean isNumber(Type type) {
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

  static boolean isText(Type type) {
    return type.isPrimitive()
        && type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY
        && type.getLogicalTypeAnnotation()
            instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation;
  }

  /** A number or text as a label. */
  static String label(Group row, String column, RecordPosition at) {
    if (row.getFieldRepetitionCount(column) == 0) {
      throw at.badRow("column %s is null", Quoted.of(column));
    }
    boolean text = isText(row.getType().getType(column));
    String written =
        text ? text(row, column, at) : row.getValueToString(row.getType().getFieldIndex(column), 0);
    if (Labels.isMissing(written)) {
      throw at.badRow(
          "column %s holds %s, which stands for no label; fill it in, or give the class another name",
          Quoted.of(column), Quoted.of(written));
    }
    if (!text && written.endsWith("Infinity")) {
      throw at.badRow("column %s holds %s, expected a finite number", Quoted.of(column), written);
    }
    return written;
  }

  private static String text(Group row, String column, RecordPosition at) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(row.getBinary(column, 0).toByteBuffer())
          .toString();
    } catch (CharacterCodingException e) {
      throw at.badRow("column %s is not UTF-8 text; write it as UTF-8", Quoted.of(column));
    }
  }

  static float number(Group group, int field, int index, RecordPosition at) {
    Type type = group.getType().getType(field);
    if (group.getFieldRepetitionCount(field) <= index) {
      throw at.badRow("column %s is null; fill it in", Quoted.of(type.getName()));
    }
    float value =
        switch (type.asPrimitiveType().getPrimitiveTypeName()) {
          case INT32 -> group.getInteger(field, index);
          case INT64 -> group.getLong(field, index);
          case FLOAT -> group.getFloat(field, index);
          case DOUBLE -> (float) group.getDouble(field, index);
          case BOOLEAN -> group.getBoolean(field, index) ? 1 : 0;
          default -> throw new IllegalArgumentException("Not a number: " + type);
        };
    if (!Float.isFinite(value)) {
      throw at.badRow(
          "column %s: %s is not a finite number of single precision; correct it",
          Quoted.of(type.getName()), group.getValueToString(field, index));
    }
    return value;
  }

  /** Whether a column is an array of numbers. */
  static boolean isArray(Type type) {
    if (type.isPrimitive()
        || !(type.getLogicalTypeAnnotation()
            instanceof LogicalTypeAnnotation.ListLogicalTypeAnnotation)) {
      return false;
    }
    Type repeated = type.asGroupType().getType(0);
    return isNumber(
        repeated.isPrimitive() || repeated.asGroupType().getFieldCount() != 1
            ? repeated
            : repeated.asGroupType().getType(0));
  }

  /** Whether a column is a group that has these fields. */
  static boolean hasFields(Type type, String... names) {
    return !type.isPrimitive() && Arrays.stream(names).allMatch(type.asGroupType()::containsField);
  }

  /** Length of an array. */
  static int length(Group array) {
    return array.getFieldRepetitionCount(0);
  }

  static float element(Group array, int index, RecordPosition at) {
    GroupType type = array.getType();
    return type.getType(0).isPrimitive()
        ? number(array, 0, index, at)
        : number(array.getGroup(0, index), 0, 0, at);
  }
}
