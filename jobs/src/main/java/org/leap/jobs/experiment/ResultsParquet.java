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
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.apache.parquet.schema.Types.MessageTypeBuilder;

/** {@code results.parquet}: the table of {@code results.csv}, dots in names as underscores. */
final class ResultsParquet {
  static final String FILE = "results.parquet";

  private ResultsParquet() {}

  static byte[] of(Results results) throws IOException {
    List<String> names = results.header().stream().map(name -> name.replace('.', '_')).toList();
    MessageType schema = schema(names, results.axes().size());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new InMemory(bytes))
            .withType(schema)
            .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
            .build()) {
      for (ResultRow row : results.rows()) {
        writer.write(group(schema, names, results.values(row)));
      }
    }
    return bytes.toByteArray();
  }

  private static MessageType schema(List<String> names, int axes) {
    MessageTypeBuilder schema = Types.buildMessage();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (i <= axes || name.equals("state") || name.equals("paramsSha256")) {
        schema
            .optional(PrimitiveTypeName.BINARY)
            .as(LogicalTypeAnnotation.stringType())
            .named(name);
      } else {
        schema.optional(type(name)).named(name);
      }
    }
    return schema.named("results");
  }

  private static PrimitiveTypeName type(String name) {
    return switch (name) {
      case "leap" -> PrimitiveTypeName.BOOLEAN;
      case "seed", "epochs", "rounds", "examples" -> PrimitiveTypeName.INT64;
      default -> PrimitiveTypeName.DOUBLE;
    };
  }

  private static Group group(MessageType schema, List<String> names, List<Object> values) {
    Group group = new SimpleGroup(schema);
    for (int i = 0; i < names.size(); i++) {
      Object value = values.get(i);
      if (value instanceof String text) {
        group.add(names.get(i), text);
      } else if (value instanceof Boolean flag) {
        group.add(names.get(i), flag);
      } else if (value instanceof Double number) {
        group.add(names.get(i), number);
      } else if (value instanceof Number number) {
        group.add(names.get(i), number.longValue());
      }
    }
    return group;
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
