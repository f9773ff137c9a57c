package org.leap.jobs.formats.tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.schema.MessageType;

/** Parquet files, written row by row. */
public final class ParquetFiles {
  private ParquetFiles() {}

  /** Writes a file and returns its path. */
  public static String write(
      Path file, MessageType schema, Map<String, String> notes, long rowGroupBytes, Group... rows)
      throws IOException {
    return write(file, schema, notes, rowGroupBytes, Stream.of(rows));
  }

  /** The same of rows that are made on the way. */
  public static String write(
      Path file,
      MessageType schema,
      Map<String, String> notes,
      long rowGroupBytes,
      Stream<Group> rows)
      throws IOException {
    Files.createDirectories(file.getParent());
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(file.toString()))
            .withType(schema)
            .withConf(new Configuration(false))
            .withExtraMetaData(notes)
            .withRowGroupSize(rowGroupBytes)
            .build()) {
      for (Iterator<Group> next = rows.iterator(); next.hasNext(); ) {
        writer.write(next.next());
      }
    }
    return file.toString();
  }
}
