package org.leap.jobs.data;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

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

  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int FIRST_ALLOCATION = 1 << 16;

  private final String name;
  private final Kind kind;
  private final InputStream in;
  private long offset;

  private IdxFile(String name, Kind kind, InputStream in) {
    this.name = name;
    this.kind = kind;
    this.in = in;
  }

  /**
   * @param uri any path that Hadoop understands
   * @throws BadDataException if there is no such file or it cannot be opened
   * @throws IOException if the file system cannot be reached
   */
  static IdxFile open(String uri, Kind kind, Configuration hadoop) throws IOException {
    try {
      Path path = new Path(uri);
      FileSystem files = path.getFileSystem(hadoop);
      refuseAbsenceAndFolders(uri, path, files, kind);
      InputStream raw = files.open(path);
      try {
        return new IdxFile(uri, kind, decompressed(raw));
      } catch (IOException | RuntimeException e) {
        raw.close();
        throw e;
      }
    } catch (EOFException e) {
      throw new BadDataException(
          uri, "ends within the header of its compression, too early; copy the file again", e);
    } catch (FileNotFoundException e) {
      throw new BadDataException(
          uri, "cannot be opened: %s; check its permissions".formatted(e.getMessage()), e);
    } catch (IOException e) {
      throw unreadable(uri, 0, e);
    } catch (IllegalArgumentException e) {
      throw malformed(uri, e);
    }
  }

  /**
   * Sizes of the dimensions, each at least 1, whose product fits an array.
   *
   * @throws BadDataException if this is not an IDX file of the expected kind or holds nothing
   * @throws IOException if the file system cannot be reached
   */
  int[] sizes() throws IOException {
    byte[] magic = upTo(4);
    if (magic.length < 4 || ByteBuffer.wrap(magic).getInt() != kind.magic()) {
      throw new BadDataException(name, wrongMagic(magic));
    }
    byte[] header = upTo(4 * kind.dimensions);
    if (header.length < 4 * kind.dimensions) {
      throw truncated("the header is %d bytes long".formatted(kind.headerBytes()));
    }
    ByteBuffer buffer = ByteBuffer.wrap(header);
    int[] sizes = new int[kind.dimensions];
    long bytes = 1;
    for (int i = 0; i < sizes.length; i++) {
      long size = buffer.getInt() & 0xffffffffL;
      if (size == 0) {
        throw new BadDataException(
            name,
            "byte %d: %s is 0, expected at least 1; use a file that holds examples"
                .formatted(4 + 4 * i, i == 0 ? "the number of " + kind.title : "an image side"));
      }
      // Both factors are below 2^32, so this cannot overflow before it is refused.
      bytes *= size;
      if (bytes > Integer.MAX_VALUE - 8) {
        throw new BadDataException(
            name,
            "byte %d: the header claims more than 2^31 bytes of %s, the most one file may hold; the file is damaged or must be split"
                .formatted(4 + 4 * i, kind.title));
      }
      sizes[i] = (int) size;
    }
    return sizes;
  }

  /**
   * The rest of the file.
   *
   * @param rows number of examples
   * @param rowBytes bytes of an example; {@code rows * rowBytes} fits an array
   * @throws BadDataException if the file is longer or shorter or its compression is damaged
   * @throws IOException if the file system cannot be reached
   */
  byte[] body(int rows, int rowBytes) throws IOException {
    byte[] body = upTo(rows * rowBytes);
    if (body.length < rows * rowBytes) {
      throw truncated(
          "the header promises %d %s, %d are complete"
              .formatted(rows, kind.title, body.length / rowBytes));
    }
    if (upTo(1).length > 0) {
      throw new BadDataException(
          name,
          "goes on after byte %d, where its %d %s end; the file is damaged or its header is wrong"
              .formatted(offset - 1, rows, kind.title));
    }
    return body;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** At most {@code size} bytes, fewer only at the end of the file. */
  private byte[] upTo(int size) throws IOException {
    byte[] bytes = new byte[Math.min(size, FIRST_ALLOCATION)];
    int filled = 0;
    try {
      while (filled < size) {
        if (filled == bytes.length) {
          bytes = Arrays.copyOf(bytes, (int) Math.min(size, 2L * bytes.length));
        }
        int read = in.read(bytes, filled, bytes.length - filled);
        if (read < 0) {
          break;
        }
        filled += read;
        offset += read;
      }
    } catch (EOFException e) {
      throw truncated("the compressed data stops there");
    } catch (IOException e) {
      throw unreadable(name, offset, e);
    }
    return filled == bytes.length ? bytes : Arrays.copyOf(bytes, filled);
  }

  private static void refuseAbsenceAndFolders(String uri, Path path, FileSystem files, Kind kind)
      throws IOException {
    try {
      if (files.getFileStatus(path).isDirectory()) {
        throw new BadDataException(
            uri, "is a folder, expected an IDX file of %s; name the file".formatted(kind.title));
      }
    } catch (FileNotFoundException e) {
      throw new BadDataException(
          uri,
          "does not exist, expected an IDX file of %s; check the path".formatted(kind.title),
          e);
    }
  }

  private static InputStream decompressed(InputStream raw) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(raw, 1 << 16);
    buffered.mark(2);
    int first = buffered.read() << 8 | buffered.read();
    buffered.reset();
    return first == GZIP_MAGIC ? new GzipCompressorInputStream(buffered, true) : buffered;
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

  private BadDataException truncated(String detail) {
    return new BadDataException(
        name, "ends at byte %d, too early: %s; copy the file again".formatted(offset, detail));
  }

  private static String hex(byte[] bytes) {
    return "0x" + HexFormat.of().formatHex(bytes);
  }

  private static BadDataException malformed(String uri, IllegalArgumentException e)
      throws IOException {
    if (unreachable(e)) {
      throw new IOException(e.getMessage(), e);
    }
    return new BadDataException(
        uri, "is not a path that can be read: %s; correct it".formatted(e.getMessage()), e);
  }

  /** Tells a file that cannot be read from a file system that cannot be reached. */
  private static BadDataException unreadable(String uri, long offset, IOException e)
      throws IOException {
    if (unreachable(e)) {
      throw e;
    }
    String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new BadDataException(
        uri,
        "cannot be read from byte %d on: %s; copy the file again or check its permissions"
            .formatted(offset, reason),
        e);
  }

  private static boolean unreachable(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketException
          || cause instanceof SocketTimeoutException
          || cause instanceof UnknownHostException) {
        return true;
      }
    }
    return false;
  }
}
