package org.leap.jobs.formats.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
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
     * Takes one file.
     *
     * @param path relative to the folder, with slashes
     * @param bytes length
     * @param modified milliseconds since 1970
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
    String root = folder.toString();
    int base = root.endsWith("/") ? root.length() : root.length() + 1;
    Files.walkFileTree(
        folder,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            visitor.file(
                file.toString().substring(base),
                attributes.size(),
                attributes.lastModifiedTime().toMillis());
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof FileSystemLoopException) {
              throw new IOException(file + " is a link to a folder that it lies in", e);
            }
            throw e;
          }
        });
  }
}
