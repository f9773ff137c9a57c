package org.leap.jobs.formats.tables;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.files.DataFile;
import org.leap.jobs.formats.files.DataStream;
import org.leap.jobs.text.Quoted;

/**
 * One Parquet file.
 *
 * @param schema with the columns of its folders behind its own
 * @param metadata what its writer noted, by key
 */
record ParquetTable(
    String file,
    MessageType schema,
    FolderColumns partition,
    List<RowGroup> rowGroups,
    Map<String, String> metadata) {
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,18}");

  /**
   * Rows that are stored together.
   *
   * @param start byte in the file
   * @param bytes from there on
   * @param firstRow of the file, from 0
   */
  record RowGroup(long start, long bytes, long firstRow, long rows) implements Serializable {}

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
      return new ParquetTable(
          file,
          with(partition, stored),
          partition,
          groups,
          reader.getFileMetaData().getKeyValueMetaData());
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

  /** What a column holds. */
  RowFeatures.Column column(String name) {
    Type type = schema.getType(name);
    return new RowFeatures.Column(name, ParquetRow.kind(type), type.toString());
  }

  private static List<String> names(MessageType schema) {
    return schema.getFields().stream().map(Type::getName).toList();
  }

  /** Reads some columns of a row group. */
  void read(RowGroup group, List<String> columns, Configuration hadoop, RowFormat.Visitor visitor)
      throws IOException {
    MessageType chosen =
        new MessageType(schema.getName(), columns.stream().map(schema::getType).toList());
    try (ParquetReader<ParquetRow> reader =
        ParquetReader.builder(new ParquetRows(chosen), new Path(file))
            .withConf(new Configuration(hadoop))
            // A row group belongs to the range that its middle lies in.
            .withFileRange(group.start(), group.start() + Math.max(1, group.bytes()))
            .build()) {
      long row = group.firstRow();
      for (ParquetRow next = reader.read(); next != null; next = reader.read()) {
        fill(next.row());
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

  private static BadDataException damaged(String file, RuntimeException e) {
    return new BadDataException(
        file,
        "is not a Parquet file or is damaged: %s; write or copy it again"
            .formatted(Quoted.bare(String.valueOf(e.getMessage()))),
        e);
  }
}
