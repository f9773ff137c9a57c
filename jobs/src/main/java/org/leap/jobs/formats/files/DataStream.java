package org.leap.jobs.formats.files;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.util.function.BiConsumer;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.text.Quoted;

/**
 * The bytes of one file, read front to back. What is wrong with the file is a {@link
 * BadDataException} that names it and the byte; an {@link IOException} means that the file system
 * cannot be reached.
 */
public final class DataStream extends InputStream {
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int BUFFER = 1 << 16;
  private static final int LONGEST_LINE = 1 << 26;

  private final String name;
  private final InputStream in;
  private long offset;
  private boolean ended;

  private DataStream(String name, InputStream in) {
    this.name = name;
    this.in = in;
  }

  /**
   * A file, decompressed if its first bytes are those of gzip.
   *
   * @param uri any path that Hadoop understands
   * @param expected what the file should hold, for messages: {@code "an IDX file of labels"}
   * @throws BadDataException if there is no such file or it cannot be opened
   */
  public static DataStream open(String uri, String expected, Configuration hadoop)
      throws IOException {
    DataStream stored = stored(uri, expected, hadoop);
    try {
      return stored.decompressed();
    } catch (IOException | RuntimeException e) {
      stored.close();
      throw e;
    }
  }

  /** A file as it is stored; otherwise like {@link #open}. */
  public static DataStream stored(String uri, String expected, Configuration hadoop)
      throws IOException {
    return ask(
        uri,
        hadoop,
        (path, files) -> {
          try {
            return new DataStream(uri, new BufferedInputStream(files.open(path), BUFFER));
          } catch (FileNotFoundException e) {
            refuseAbsenceAndFolders(uri, path, files, expected);
            throw new BadDataException(
                uri, "cannot be opened: %s; check its permissions".formatted(e.getMessage()), e);
          }
        });
  }

  /** What is asked of the file system about a location. */
  interface Question<T> {
    T ask(Path path, FileSystem files) throws IOException;
  }

  /**
   * The answer of the file system.
   *
   * @throws BadDataException if the location is none, or cannot be read
   * @throws IOException if the file system cannot be reached
   */
  static <T> T ask(String location, Configuration hadoop, Question<T> question) throws IOException {
    try {
      Path path = new Path(location);
      return question.ask(path, path.getFileSystem(hadoop));
    } catch (IOException e) {
      throw unreadable(location, 0, e);
    } catch (IllegalArgumentException e) {
      refuseUnreachable(e);
      throw new BadDataException(
          location,
          "is not a path that can be read: %s; correct it"
              .formatted(Quoted.bare(String.valueOf(e.getMessage()))),
          e);
    }
  }

  /** Bytes of a file that come from elsewhere, such as out of an archive. */
  static DataStream of(String name, InputStream in) {
    return new DataStream(name, in);
  }

  /** A file that cannot be opened: reading it says why. */
  static DataStream failing(String name, BadDataException reason) {
    return new DataStream(
        name,
        new InputStream() {
          @Override
          public int read() {
            throw reason;
          }

          @Override
          public int read(byte[] target, int from, int length) {
            throw reason;
          }
        });
  }

  /** The same file decompressed, if the next bytes are those of gzip; counts from 0 again. */
  public DataStream decompressed() throws IOException {
    try {
      BufferedInputStream buffered = new BufferedInputStream(this, BUFFER);
      buffered.mark(2);
      int first = buffered.read() << 8 | buffered.read();
      buffered.reset();
      return new DataStream(
          name, first == GZIP_MAGIC ? new GzipCompressorInputStream(buffered, true) : buffered);
    } catch (EOFException e) {
      throw new BadDataException(
          name, "ends within the header of its compression, too early; copy the file again", e);
    } catch (IOException e) {
      throw unreadable(name, 0, e);
    }
  }

  /**
   * What follows as UTF-8 text, a byte order mark in front taken away. Reading throws a {@link
   * BadDataException} that names line and byte where it is no such text.
   */
  public Reader text() {
    return new Utf8Reader(this);
  }

  /**
   * Hands over every line of what follows as {@link #text}, without its end. None may be longer
   * than memory allows.
   */
  public void lines(BiConsumer<String, RecordPosition> taker) throws IOException {
    BufferedReader reader = new BufferedReader(text(), BUFFER);
    int next = reader.read();
    for (long line = 1; next >= 0; line++) {
      RecordPosition at = new RecordPosition(name, line);
      StringBuilder text = new StringBuilder();
      for (; next >= 0 && next != '\n'; next = reader.read()) {
        if (text.length() == LONGEST_LINE) {
          throw at.badLine(
              "is longer than %,d characters; this is no text file of records", LONGEST_LINE);
        }
        text.append((char) next);
      }
      taker.accept(text.toString(), at);
      next = next < 0 ? next : reader.read();
    }
  }

  /** The file, as the user wrote it. */
  public String name() {
    return name;
  }

  /** Bytes read so far. */
  public long offset() {
    return offset;
  }

  /** Passes over the rest, so that checksums at the end are compared. */
  public void drain() throws IOException {
    // Who has read to the end may have closed it.
    if (!ended) {
      transferTo(OutputStream.nullOutputStream());
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    try {
      int read = in.read(target, from, length);
      offset += Math.max(0, read);
      ended = read < 0;
      return read;
    } catch (IOException e) {
      throw broken(e);
    }
  }

  @Override
  public long skip(long bytes) throws IOException {
    try {
      long skipped = in.skip(bytes);
      offset += skipped;
      return skipped;
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private BadDataException broken(IOException e) throws IOException {
    return e instanceof EOFException
        ? truncated("the compressed data stops there")
        : unreadable(name, offset, e);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** The error of a file that ends too early. */
  public BadDataException truncated(String detail) {
    return new BadDataException(
        name, "ends at byte %s, too early: %s; copy the file again".formatted(offset, detail));
  }

  /**
   * Tells a file that cannot be read from a file system that cannot be reached.
   *
   * @throws IOException the given one, in the second case
   */
  public static BadDataException unreadable(String name, long offset, IOException e)
      throws IOException {
    refuseUnreachable(e);
    String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new BadDataException(
        name,
        "cannot be read from byte %s on: %s; copy the file again or check its permissions"
            .formatted(offset, Quoted.bare(reason)),
        e);
  }

  /** Throws what says that the file system cannot be reached, and lets others pass. */
  static void refuseUnreachable(Exception e) throws IOException {
    if (ExceptionUtils.indexOfType(e, SocketException.class) >= 0
        || ExceptionUtils.indexOfType(e, SocketTimeoutException.class) >= 0
        || ExceptionUtils.indexOfType(e, UnknownHostException.class) >= 0) {
      throw e instanceof IOException unreachable ? unreachable : new IOException(e.getMessage(), e);
    }
  }

  private static void refuseAbsenceAndFolders(
      String uri, Path path, FileSystem files, String expected) throws IOException {
    try {
      if (files.getFileStatus(path).isDirectory()) {
        throw new BadDataException(uri, "is a folder, expected %s; name the file", expected);
      }
    } catch (FileNotFoundException e) {
      boolean link =
          files instanceof LocalFileSystem local
              && Files.isSymbolicLink(local.pathToFile(path).toPath());
      String problem = link ? "is a link that leads nowhere" : "does not exist";
      String advice = link ? "mend or remove it" : "check the path";
      throw new BadDataException(
          uri, "%s, expected %s; %s".formatted(problem, expected, advice), e);
    }
  }
}
