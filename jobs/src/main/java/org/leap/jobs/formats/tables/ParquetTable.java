package org.leap.jobs.formats.tables;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.InitContext;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.Labels;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.files.DataFile;
import org.leap.jobs.formats.files.DataStream;
import org.leap.jobs.text.Quoted;

/**
 * One Parquet file.
 *
 * @param schema with the columns of its folders behind its own
 */
record ParquetTable(
    String file, MessageType schema, FolderColumns partition, List<RowGroup> rowGroups) {
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,18}");

  /**
   * Rows that are stored together.
   *
   * @param start byte in the file
   * @param bytes from there on
   * @param firstRow of the file, from 0
   */
  record RowGroup(long start, long bytes, long firstRow, long rows) implements Serializable {}

  /** Takes a row. */
  interface Visitor {
    /** Takes a row and says whether to go on. */
    boolean row(Group row, RecordPosition at) throws IOException;
  }

  /** Reads the footer. */
  static ParquetTable open(DataFile data, Configuration hadoop) throws IOException {
    String file = data.name();
    DataStream.stored(file, "a Parquet file", hadoop).close(); // says what is wrong
    try (var reader = ParquetFileReader.open(HadoopInputFile.fromPath(new Path(file), hadoop))) {
      List<RowGroup> groups = new ArrayList<>();
      long row = 0;
      for (BlockMetaData block : reader.getFooter().getBlocks()) {
        groups.add(
            new RowGroup(
                block.getStartingPos(), block.getCompressedSize(), row, block.getRowCount()));
        row += block.getRowCount();
      }
      FolderColumns partition = FolderColumns.of(data);
      MessageType stored = reader.getFileMetaData().getSchema();
      return new ParquetTable(file, with(partition, stored), partition, groups);
    } catch (BadDataException e) {
      throw e;
    } catch (IOException e) {
      throw DataStream.unreadable(file, 0, e);
    } catch (RuntimeException e) {
      throw damaged(file, e);
    }
  }

  private static MessageType with(FolderColumns partition, MessageType stored) {
    partition.after(names(stored));
    List<Type> fields = new ArrayList<>(stored.getFields());
    for (int i = 0; i < partition.columns().size(); i++) {
      fields.add(type(partition.columns().get(i), partition.values().get(i)));
    }
    return new MessageType(stored.getName(), fields);
  }

  /** Of a column that a folder names: a number where its value is one, as in Spark. */
  private static Type type(String column, String value) {
    if (value.isEmpty() || WHOLE.matcher(value).matches()) {
      return Types.optional(PrimitiveTypeName.INT64).named(column);
    }
    return Float.isFinite(FloatBytes.parse(value))
        ? Types.optional(PrimitiveTypeName.DOUBLE).named(column)
        : Types.optional(PrimitiveTypeName.BINARY)
            .as(LogicalTypeAnnotation.stringType())
            .named(column);
  }

  List<String> columns() {
    return names(schema);
  }

  private static List<String> names(MessageType schema) {
    return schema.getFields().stream().map(Type::getName).toList();
  }

  /** Reads some columns of a row group. */
  void read(RowGroup group, List<String> columns, Configuration hadoop, Visitor visitor)
      throws IOException {
    MessageType chosen =
        new MessageType(schema.getName(), columns.stream().map(schema::getType).toList());
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new Rows(chosen), new Path(file))
            .withConf(new Configuration(hadoop))
            // A row group belongs to the range that its middle lies in.
            .withFileRange(group.start(), group.start() + Math.max(1, group.bytes()))
            .build()) {
      long row = group.firstRow();
      for (Group next = reader.read(); next != null; next = reader.read()) {
        fill(next);
        if (!visitor.row(next, new RecordPosition(file, row++))) {
          return;
        }
      }
      if (row < group.firstRow() + group.rows()) {
        throw new BadDataException(
            file,
            "row %s: the file ends here, expected %s rows; copy it again"
                .formatted(row, group.firstRow() + group.rows()));
      }
    } catch (BadDataException e) {
      throw e;
    } catch (IOException e) {
      throw DataStream.unreadable(file, group.start(), e);
    } catch (RuntimeException e) {
      throw damaged(file, e);
    }
  }

  private void fill(Group row) {
    for (int i = 0; i < partition.columns().size(); i++) {
      String column = partition.columns().get(i);
      String value = partition.values().get(i);
      if (value.isEmpty() || !row.getType().containsField(column)) {
        continue;
      }
      switch (schema.getType(column).asPrimitiveType().getPrimitiveTypeName()) {
        case INT64 -> row.add(column, Long.parseLong(value));
        case DOUBLE -> row.add(column, Double.parseDouble(value));
        default -> row.add(column, value);
      }
    }
  }

  /** Leaves columns empty that are not in the file. */
  private static final class Rows extends GroupReadSupport {
    private final MessageType chosen;

    Rows(MessageType chosen) {
      this.chosen = chosen;
    }

    @Override
    public ReadContext init(InitContext context) {
      return new ReadContext(chosen);
    }
  }

  private static BadDataException damaged(String file, RuntimeException e) {
    return new BadDataException(
        file,
        "is not a Parquet file or is damaged: %s; write or copy it again"
            .formatted(Quoted.bare(String.valueOf(e.getMessage()))),
        e);
  }

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
