package org.leap.jobs.datasets.tables;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.leap.spark.rows.ColumnKind;
import org.leap.spark.rows.Pixels;
import org.leap.spark.rows.RowValueException;
import org.leap.spark.rows.RowView;
import org.leap.spark.rows.SparkRow;

/**
 * Half of the SHA-256 of some columns of a row, in hexadecimal digits: the same for the same values
 * in whatever table. Numbers count as doubles, arrays and vectors as floats, files without their
 * names.
 */
final class ContentHash implements UDF1<Row, String> {
  private static final long serialVersionUID = 1L;
  private static final int HASH_BYTES = 16;
  private final ColumnKind[] kinds;

  /** Of columns of these kinds, which are all of the rows. */
  ContentHash(List<ColumnKind> kinds) {
    this.kinds = kinds.toArray(ColumnKind[]::new);
  }

  @Override
  public String call(Row row) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (int column = 0; column < kinds.length; column++) {
        write(new SparkRow(row), column, out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return HexFormat.of().formatHex(DigestUtils.sha256(bytes.toByteArray()), 0, HASH_BYTES);
  }

  private void write(RowView row, int column, DataOutputStream out) throws IOException {
    out.writeBoolean(row.isNull(column));
    if (row.isNull(column)) {
      return;
    }
    switch (kinds[column]) {
      case NUMBER -> out.writeDouble(row.number(column));
      case NUMBERS -> {
        try {
          float[] values = row.numbers(column);
          out.writeInt(values.length);
          for (float value : values) {
            out.writeFloat(value);
          }
        } catch (RowValueException e) {
          out.writeUTF(e.getMessage());
        }
      }
      case PIXELS -> {
        RowView image = row.struct(column, Pixels.FIELDS);
        for (int side = 0; side < 3; side++) {
          out.writeDouble(image.isNull(side) ? -1 : image.number(side));
        }
        bytes(image, 3, out);
      }
      case FILE -> bytes(row.struct(column, List.of("bytes")), 0, out);
      case BINARY -> bytes(row, column, out);
      default -> {
        byte[] text = row.text(column).getBytes(UTF_8);
        out.writeInt(text.length);
        out.write(text);
      }
    }
  }

  private static void bytes(RowView row, int column, DataOutputStream out) throws IOException {
    byte[] bytes = row.isNull(column) ? null : row.bytes(column);
    out.writeInt(bytes == null ? -1 : bytes.length);
    out.write(bytes == null ? new byte[0] : bytes);
  }
}
