package org.leap.jobs.data.tables;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.leap.jobs.data.BadDataException;
import org.leap.jobs.data.files.DataStream;
import org.leap.jobs.text.Quoted;

/** One Parquet file. */
record ParquetTable(String file, MessageType schema, List<RowGroup> rowGroups) {
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
    boolean row(Group row, ParquetPlace place) throws IOException;
  }

  /** Reads the footer. */
  static ParquetTable open(String file, Configuration hadoop) throws IOException {
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
      return new ParquetTable(file, reader.getFileMetaData().getSchema(), groups);
    } catch (IOException e) {
      throw DataStream.unreadable(file, 0, e);
    } catch (RuntimeException e) {
      throw damaged(file, e);
    }
  }

  List<String> columns() {
    return schema.getFields().stream().map(Type::getName).toList();
  }

  /** Reads some columns of a row group. */
  static void read(
      String file, RowGroup group, List<Type> columns, Configuration hadoop, Visitor visitor)
      throws IOException {
    Configuration configuration = new Configuration(hadoop);
    configuration.set(
        ReadSupport.PARQUET_READ_SCHEMA, new MessageType("spark_schema", columns).toString());
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), new Path(file))
            .withConf(configuration)
            // A row group belongs to the range that its middle lies in.
            .withFileRange(group.start(), group.start() + Math.max(1, group.bytes()))
            .build()) {
      long row = group.firstRow();
      for (Group next = reader.read(); next != null; next = reader.read()) {
        if (!visitor.row(next, new ParquetPlace(file, row++))) {
          return;
        }
      }
      if (row < group.firstRow() + group.rows()) {
        throw new BadDataException(
            file,
            "row %d: the file ends here, expected %d rows; copy it again"
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

  private static BadDataException damaged(String file, RuntimeException e) {
    return new BadDataException(
        file,
        "is not a Parquet file or is damaged: %s; write or copy it again"
            .formatted(Quoted.bare(String.valueOf(e.getMessage()))),
        e);
  }
}
