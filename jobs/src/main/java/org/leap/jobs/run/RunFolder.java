package org.leap.jobs.run;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** The folder a run leaves its results in, on any Hadoop file system. */
public final class RunFolder {
  private final FileSystem files;
  private final Path folder;

  private RunFolder(FileSystem files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  /**
   * Creates the folder of a new run.
   *
   * @param location a path or a Hadoop URI
   * @param restart whether an existing folder is moved aside; otherwise it is refused
   * @throws UsageException if it exists or cannot be created
   */
  public static RunFolder create(String location, boolean restart, Configuration hadoop) {
    try {
      Path path = new Path(location);
      FileSystem files = fileSystem(path, hadoop);
      Path folder = files.makeQualified(path);
      if (files.exists(folder)) {
        if (!restart) {
          throw new UsageException(
              "run folder %s exists: choose another with --run-dir, or move it aside with --restart"
                  .formatted(location));
        }
        moveAside(files, folder);
      }
      if (!files.mkdirs(folder)) {
        throw new UsageException("run folder %s cannot be created".formatted(location));
      }
      return new RunFolder(files, folder);
    } catch (IOException | IllegalArgumentException e) {
      throw new UsageException(
          "run folder %s cannot be created: %s".formatted(location, reason(e)), e);
    }
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? e.toString() : e.getMessage().lines().findFirst().orElse("");
  }

  /** The local file system without its checksum files, which keep lines from view until closed. */
  private static FileSystem fileSystem(Path path, Configuration hadoop) throws IOException {
    FileSystem files = path.getFileSystem(hadoop);
    return files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
  }

  private static void moveAside(FileSystem files, Path folder) throws IOException {
    int n = 1;
    while (files.exists(folder.suffix(".old-" + n))) {
      n++;
    }
    Path aside = folder.suffix(".old-" + n);
    if (!files.rename(folder, aside)) {
      throw new IOException("it could not be moved to " + aside);
    }
  }

  /** A file in the folder, as the user would name it. */
  public String location(String name) {
    Path path = new Path(folder, name);
    return files instanceof RawLocalFileSystem ? path.toUri().getPath() : path.toString();
  }

  /** A new file; {@code hflush} makes what was written visible. */
  FSDataOutputStream create(String name) throws IOException {
    return files.create(new Path(folder, name), false);
  }

  /** Writes a file that is either absent, old or complete, whatever happens. */
  void write(String name, String text) throws IOException {
    write(name, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Writes a file that is either absent, old or complete, whatever happens. */
  void write(String name, Content content) throws IOException {
    Path partial = new Path(folder, "." + name + ".partial");
    try (FSDataOutputStream out = files.create(partial, true)) {
      content.writeTo(out);
      out.hsync();
    }
    Path complete = new Path(folder, name);
    if (files instanceof RawLocalFileSystem local) {
      // This rename is the atomic moment: POSIX replaces the old file.
      Files.move(
          local.pathToFile(partial).toPath(),
          local.pathToFile(complete).toPath(),
          StandardCopyOption.ATOMIC_MOVE);
    } else {
      URI uri = files.getUri();
      // This rename is the atomic moment (a copy on object stores).
      FileContext.getFileContext(uri, files.getConf())
          .rename(partial, complete, Options.Rename.OVERWRITE);
    }
  }

  /** What goes into a file. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }
}
