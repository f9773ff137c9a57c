package org.leap.spark.ml;

import java.util.Arrays;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/** What is wrong with the schema of a DataFrame, in one sentence. */
final class SchemaChecks {
  private SchemaChecks() {}

  /**
   * @param param the param that names the column
   */
  static DataType type(StructType schema, String name, String param) {
    if (!Arrays.asList(schema.fieldNames()).contains(name)) {
      throw new IllegalArgumentException(
          "there is no column \"%s\" (%s), the DataFrame has %s"
              .formatted(name, param, String.join(", ", schema.fieldNames())));
    }
    return schema.apply(name).dataType();
  }

  static void number(StructType schema, String name, String param) {
    DataType type = type(schema, name, param);
    if (!(type instanceof NumericType)) {
      throw new IllegalArgumentException(
          "column \"%s\" (%s) is of type %s, expected a number: use StringIndexer for names"
              .formatted(name, param, type.catalogString()));
    }
  }

  /** The schema with one more column. */
  static StructType append(StructType schema, String name, String param, DataType type) {
    if (Arrays.asList(schema.fieldNames()).contains(name)) {
      throw new IllegalArgumentException(
          "there is a column \"%s\" (%s) already: choose another name, or an empty one for no such column"
              .formatted(name, param));
    }
    return schema.add(name, type, false);
  }
}
