package org.leap.jobs.formats.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;

/** The files of a folder and of all folders in it. */
public final class FilesBelow {
  /** Takes files in no order. */
  public interface Visitor {
    /**
     * Takes a file by its path below the folder, length, and milliseconds of its last change since
     * 1970.
     */
    void file(String path, long bytes, long modified);
  }

  private FilesBelow() {}

  /**
   * Hands over all files of a folder and of the folders in it, in no order.
   *
   * @throws FileNotFoundException if there is no such folder
   */
  public static void visit(org.apache.hadoop.fs.Path folder, Configuration hadoop, Visitor visitor)
      throws IOException {
    FileSystem system = folder.getFileSystem(hadoop);
    if (system instanceof LocalFileSystem local) {
      visitLocal(local.pathToFile(folder).toPath(), visitor);
    } else {
      visitRemote(folder, system, visitor);
    }
  }

  /** One request for a thousand files of an object store, however deep they lie. */
  private static void visitRemote(
      org.apache.hadoop.fs.Path folder, FileSystem system, Visitor visitor) throws IOException {
    int base = system.makeQualified(folder).toUri().getPath().length();
    RemoteIterator<LocatedFileStatus> found = system.listFiles(folder, true);
    while (found.hasNext()) {
      LocatedFileStatus file = found.next();
      String path = file.getPath().toUri().getPath().substring(base);
      visitor.file(
          path.startsWith("/") ? path.substring(1) : path,
          file.getLen(),
          file.getModificationTime());
    }
  }

  /** Not by Hadoop, which asks five times for the status of a file, or runs ls for it. */
  private static void visitLocal(Path folder, Visitor visitor) throws IOException {
    if (!Files.exists(folder)) {
      throw new FileNotFoundException(folder.toString());
    }
    // Attributes come with the walk; each taken by itself would be asked for again.
    BiPredicate<Path, BasicFileAttributes> visit =
        (file, attributes) -> {
          if (!attributes.isDirectory()) {
            visitor.file(
                folder.relativize(file).toString(),
                attributes.size(),
                attributes.lastModifiedTime().toMillis());
          }
          return false;
        };
    try (Stream<Path> none =
        Files.find(folder, Integer.MAX_VALUE, visit, FileVisitOption.FOLLOW_LINKS)) {
      none.forEach(file -> {});
    } catch (UncheckedIOException e) {
      throw e.getCause() instanceof FileSystemLoopException loop
          ? new IOException(loop.getFile() + " is a link to a folder that it lies in", loop)
          : e.getCause();
    }
  }
}
