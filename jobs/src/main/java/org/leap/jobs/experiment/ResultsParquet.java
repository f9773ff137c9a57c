package org.leap.jobs.experiment;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.DelegatingPositionOutputStream;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.apache.parquet.schema.Types.MessageTypeBuilder;

/** {@code results.parquet}: the table of {@code results.csv}, dots in names as underscores. */
final class ResultsParquet {
  static final String FILE = "results.parquet";

  private ResultsParquet() {}

  static byte[] of(Results results) throws IOException {
    List<Column<ResultRow>> columns = results.columns();
    MessageTypeBuilder builder = Types.buildMessage();
    for (int i = 0; i < columns.size(); i++) {
      String name = columns.get(i).name();
      builder.addField(type(i <= results.axes().size() ? "run" : name).named(name(columns.get(i))));
    }
    MessageType schema = builder.named("results");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new InMemory(bytes))
            .withType(schema)
            .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
            .build()) {
      for (ResultRow row : results.rows()) {
        Group group = new SimpleGroup(schema);
        columns.forEach(column -> add(group, name(column), column.value().apply(row)));
        writer.write(group);
      }
    }
    return bytes.toByteArray();
  }

  private static Types.PrimitiveBuilder<PrimitiveType> type(String name) {
    return switch (name) {
      case "run", "arm", "state", "paramsSha256" ->
          Types.optional(PrimitiveTypeName.BINARY).as(LogicalTypeAnnotation.stringType());
      case "leap" -> Types.optional(PrimitiveTypeName.BOOLEAN);
      case "seed", "epochs", "rounds", "examples", "traceProbes" ->
          Types.optional(PrimitiveTypeName.INT64);
      default -> Types.optional(PrimitiveTypeName.DOUBLE);
    };
  }

  private static String name(Column<ResultRow> column) {
    return column.name().replace('.', '_');
  }

  private static void add(Group group, String name, Object value) {
    if (value instanceof String text) {
      group.add(name, text);
    } else if (value instanceof Boolean flag) {
      group.add(name, flag);
    } else if (value instanceof Double number) {
      group.add(name, number);
    } else if (value instanceof Number number) {
      group.add(name, number.longValue());
    }
  }

  private record InMemory(ByteArrayOutputStream bytes) implements OutputFile {
    @Override
    public PositionOutputStream create(long blockSizeHint) {
      return new DelegatingPositionOutputStream(bytes) {
        @Override
        public long getPos() {
          return bytes.size();
        }
      };
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
      return create(blockSizeHint);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }
}
