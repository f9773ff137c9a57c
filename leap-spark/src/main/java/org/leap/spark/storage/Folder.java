package org.leap.spark.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * A folder on any Hadoop file system. Names of files are single path elements. The folder itself
 * need not exist.
 */
public final class Folder {
  private final FileSystem files;
  private final Path path;

  private Folder(FileSystem files, Path path) {
    this.files = files;
    this.path = path;
  }

  /**
   * A folder by its location; it need not exist.
   *
   * @param location a path or a Hadoop URI
   * @throws IllegalArgumentException if it is neither
   */
  public static Folder at(String location, Configuration hadoop) throws IOException {
    Path path = new Path(location);
    FileSystem files = LocalFiles.in(path.getFileSystem(hadoop), hadoop);
    return new Folder(files, files.makeQualified(path));
  }

  /** A folder in this one. */
  public Folder folder(String name) {
    return new Folder(files, new Path(path, name));
  }

  /** A file in the folder, as a user would name it. */
  public String location(String name) {
    return display(new Path(path, name));
  }

  private String display(Path file) {
    return files instanceof RawLocalFileSystem ? file.toUri().getPath() : file.toString();
  }

  @Override
  public String toString() {
    return display(path);
  }

  /** Whether the folder exists. */
  public boolean exists() throws IOException {
    return files.exists(path);
  }

  /** Whether there is a file or folder of this name in it. */
  public boolean exists(String name) throws IOException {
    return files.exists(new Path(path, name));
  }

  /** Creates the folder and those above it. */
  public void create() throws IOException {
    if (!files.mkdirs(path)) {
      throw new IOException("the folder " + this + " cannot be created");
    }
  }

  /** Names of what is in the folder, in the order of the names; empty if there is no folder. */
  public List<String> names() throws IOException {
    return statuses().map(status -> status.getPath().getName()).sorted().toList();
  }

  /** Length in bytes of every file in the folder, by name; empty if there is no folder. */
  public Map<String, Long> lengths() throws IOException {
    Map<String, Long> lengths = new TreeMap<>();
    statuses()
        .filter(FileStatus::isFile)
        .forEach(status -> lengths.put(status.getPath().getName(), status.getLen()));
    return lengths;
  }

  private Stream<FileStatus> statuses() throws IOException {
    try {
      return Arrays.stream(files.listStatus(path));
    } catch (FileNotFoundException e) {
      return Stream.empty();
    }
  }

  /** Opens a file of the folder to read it from any position. */
  public FSDataInputStream open(String name) throws IOException {
    return files.open(new Path(path, name));
  }

  /** A file is larger than whoever reads it allows. */
  public static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    private TooLargeException(String file, int limit) {
      super("%s is larger than %s bytes".formatted(file, limit));
    }
  }

  /**
   * A file's content, or nothing if there is no such file.
   *
   * @param limit bytes above which it is refused
   * @throws TooLargeException if it has more
   */
  public Optional<String> read(String name, int limit) throws IOException {
    try (InputStream in = open(name)) {
      byte[] bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw new TooLargeException(location(name), limit);
      }
      return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Writer of a file's content. */
  @FunctionalInterface
  public interface Content {
    /** Writes the bytes of a file to a stream, which the caller closes. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes a file that is either absent, old or complete, whatever happens. */
  public void write(String name, String text) throws IOException {
    write(name, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Writes a file that is either absent, old or complete, whatever happens. */
  public void write(String name, Content content) throws IOException {
    write(name, "", content);
  }

  /**
   * Writes a file that is either absent, old or complete, whatever happens.
   *
   * @param attempt tells apart several that write the same file at the same time
   */
  public void write(String name, String attempt, Content content) throws IOException {
    Path partial = new Path(path, "." + name + attempt + ".partial");
    Path complete = new Path(path, name);
    try {
      GrowingFile.checked(
          () -> {
            try (FSDataOutputStream out = files.create(partial, true)) {
              content.writeTo(out);
              out.hsync();
            }
          });
    } catch (IOException | RuntimeException | Error e) {
      try {
        files.delete(partial, false); // on a full disk, others may need the room that it takes
      } catch (IOException stays) {
        e.addSuppressed(stays);
      }
      throw e;
    }
    // This rename is the atomic commit (on object stores, which copy, the copy's end is).
    if (files instanceof RawLocalFileSystem local) {
      Files.move(
          local.pathToFile(partial).toPath(),
          local.pathToFile(complete).toPath(),
          StandardCopyOption.ATOMIC_MOVE);
    } else {
      FileContext.getFileContext(files.getUri(), files.getConf())
          .rename(partial, complete, Options.Rename.OVERWRITE);
    }
  }

  /**
   * Creates a file if there is none: of several that try, one succeeds (on local disks and HDFS).
   *
   * @return whether this call created it
   */
  public boolean createNew(String name, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Path file = new Path(path, name);
    if (files instanceof RawLocalFileSystem local) {
      return NewFile.create(local.pathToFile(file).toPath(), bytes, Files::createLink);
    }
    try (FSDataOutputStream out = files.create(file, false)) {
      out.write(bytes);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /** Opens a new or existing file to write at its end. */
  public AppendedFile append(String name) throws IOException {
    Path file = new Path(path, name);
    if (!files.hasPathCapability(file, CommonPathCapabilities.FS_APPEND)) {
      return new PartFiles(this, name);
    }
    return new GrowingFile(files.exists(file) ? files.append(file) : files.create(file, false));
  }

  /**
   * Reads a file that was written by {@link #append}. After the end of a process some of it may
   * come twice.
   *
   * @throws FileNotFoundException if there is none
   */
  public InputStream openAppended(String name) throws IOException {
    List<String> parts = PartFiles.names(this, name);
    if (parts.isEmpty()) {
      return open(name);
    }
    List<InputStream> all = new ArrayList<>();
    if (exists(name)) {
      all.add(open(name));
    }
    for (String part : parts) {
      all.add(open(part));
    }
    return new SequenceInputStream(Collections.enumeration(all));
  }

  /** Replaces a file that was written by {@link #append}. */
  public void writeAppended(String name, String text) throws IOException {
    List<String> parts = PartFiles.names(this, name);
    write(name, text);
    for (String part : parts) {
      delete(part);
    }
  }

  /** Moves a file within the folder; false if there is none or the new name is taken. */
  public boolean rename(String from, String to) throws IOException {
    Path target = new Path(path, to);
    try {
      return !files.exists(target) && files.rename(new Path(path, from), target);
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /** Deletes a file or a folder with all it holds, if it exists. */
  public void delete(String name) throws IOException {
    files.delete(new Path(path, name), true);
  }

  /** Moves the whole folder to a name beside it that is not taken, and returns that. */
  public String moveAside() throws IOException {
    int n = 1;
    while (files.exists(path.suffix(".old-" + n))) {
      n++;
    }
    Path aside = path.suffix(".old-" + n);
    if (!files.rename(path, aside)) {
      throw new IOException("%s cannot be moved to %s".formatted(this, display(aside)));
    }
    return display(aside);
  }
}
