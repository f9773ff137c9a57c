package org.leap.spark.storage;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Creates a local file if there is none: of several that try, one succeeds. */
final class NewFile {
  /** {@link Files#createLink}. */
  @FunctionalInterface
  interface Link {
    void create(Path link, Path existing) throws IOException;
  }

  private NewFile() {}

  /** Whether this call created it. */
  static boolean create(Path target, byte[] content, Link link) throws IOException {
    Path source = Files.createTempFile(target.getParent(), "." + target.getFileName(), ".partial");
    try {
      Files.write(source, content);
      // A hard link appears with its content, or not at all if the name is taken.
      link.create(target, source);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (FileSystemException | UnsupportedOperationException e) {
      return createInPlace(target, content);
    } finally {
      Files.delete(source);
    }
  }

  /** Where a mount has no hard links (FAT, SMB, FUSE): for a moment the file is there but empty. */
  private static boolean createInPlace(Path target, byte[] content) throws IOException {
    try {
      Files.write(target, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }
}
