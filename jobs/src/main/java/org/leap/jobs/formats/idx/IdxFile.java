package org.leap.jobs.formats.idx;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.files.DataStream;

/**
 * One IDX file, read front to back: four bytes of magic number (0, 0, element type, dimensions), a
 * big-endian 32-bit size per dimension, then unsigned bytes. Compression is recognized by its first
 * bytes. Memory grows with the bytes that really arrive, never with what the header claims.
 */
final class IdxFile implements Closeable {
  /** What the magic number says a file holds. */
  enum Kind {
    IMAGES("images", 3),
    LABELS("labels", 1);

    private final String title;
    private final int dimensions;

    Kind(String title, int dimensions) {
      this.title = title;
      this.dimensions = dimensions;
    }

    int magic() {
      return 0x0800 | dimensions;
    }

    int headerBytes() {
      return 4 + 4 * dimensions;
    }
  }

  private final String name;
  private final Kind kind;
  private final DataStream in;

  private IdxFile(Kind kind, DataStream in) {
    this.name = in.name();
    this.kind = kind;
    this.in = in;
  }

  static IdxFile open(String uri, Kind kind, Configuration hadoop) throws IOException {
    return new IdxFile(kind, DataStream.open(uri, "an IDX file of " + kind.title, hadoop));
  }

  /** Sizes of the dimensions, each at least 1, whose product fits an array. */
  int[] sizes() throws IOException {
    byte[] magic = in.readNBytes(4);
    if (magic.length < 4 || ByteBuffer.wrap(magic).getInt() != kind.magic()) {
      throw new BadDataException(name, wrongMagic(magic));
    }
    byte[] header = in.readNBytes(4 * kind.dimensions);
    if (header.length < 4 * kind.dimensions) {
      throw in.truncated("the header is %s bytes long".formatted(kind.headerBytes()));
    }
    ByteBuffer buffer = ByteBuffer.wrap(header);
    int[] sizes = new int[kind.dimensions];
    long bytes = 1;
    for (int i = 0; i < sizes.length; i++) {
      long size = buffer.getInt() & 0xffffffffL;
      if (size == 0) {
        throw new BadDataException(
            name,
            "byte %s: %s is 0, expected at least 1; use a file that holds examples"
                .formatted(4 + 4 * i, i == 0 ? "the number of " + kind.title : "an image side"));
      }
      // Both factors are below 2^32, so this cannot overflow before it is refused.
      bytes *= size;
      if (bytes > Integer.MAX_VALUE - 8) {
        throw new BadDataException(
            name,
            "byte %s: the header claims more than 2^31 bytes of %s, the most one file may hold; the file is damaged or must be split"
                .formatted(4 + 4 * i, kind.title));
      }
      sizes[i] = (int) size;
    }
    return sizes;
  }

  /** The rest of the file; {@code rows * rowBytes} fits an array. */
  byte[] body(int rows, int rowBytes) throws IOException {
    byte[] body = in.readNBytes(rows * rowBytes);
    if (body.length < rows * rowBytes) {
      throw in.truncated(
          "the header promises %s %s, %s are complete"
              .formatted(rows, kind.title, body.length / rowBytes));
    }
    if (in.read() >= 0) {
      throw new BadDataException(
          name,
          "goes on after byte %s, where its %s %s end; the file is damaged or its header is wrong"
              .formatted(in.offset() - 1, rows, kind.title));
    }
    return body;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private String wrongMagic(byte[] magic) {
    String advice = "name an IDX file of " + kind.title;
    if (magic.length == 4) {
      int found = ByteBuffer.wrap(magic).getInt();
      for (Kind other : Kind.values()) {
        if (found == other.magic()) {
          advice = "it holds %s: are images and labels swapped?".formatted(other.title);
        }
      }
    }
    String found = magic.length == 0 ? "nothing, the file is empty" : hex(magic);
    return "byte 0: found %s, expected the magic number %s of an IDX file of %s; %s"
        .formatted(
            found, hex(ByteBuffer.allocate(4).putInt(kind.magic()).array()), kind.title, advice);
  }

  private static String hex(byte[] bytes) {
    return "0x" + HexFormat.of().formatHex(bytes);
  }
}
