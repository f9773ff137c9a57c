package org.leap.spark.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FsConstants;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's local files, with permissions set by this process. Hadoop starts a {@code chmod} for
 * every file it creates where its native library is not installed, which was a third of the time of
 * an experiment of many short runs.
 */
final class LocalFiles extends RawLocalFileSystem {
  private LocalFiles() {}

  /**
   * The file system that a folder writes to: local files without Hadoop's checksum files, which
   * keep lines from view until they are closed.
   */
  static FileSystem in(FileSystem files, Configuration hadoop) throws IOException {
    if (!(files instanceof LocalFileSystem local)) {
      return files;
    }
    FileSystem raw = local.getRawFileSystem();
    if (raw.getClass() != RawLocalFileSystem.class) {
      return raw; // somebody's own, which may well set permissions in its own way
    }
    LocalFiles fast = new LocalFiles();
    fast.initialize(FsConstants.LOCAL_FS_URI, hadoop);
    return fast;
  }

  @Override
  public void setPermission(Path path, FsPermission permission) throws IOException {
    PosixFileAttributeView file =
        Files.getFileAttributeView(pathToFile(path).toPath(), PosixFileAttributeView.class);
    if (file == null || permission.getStickyBit()) {
      super.setPermission(path, permission);
      return;
    }
    String symbols =
        permission.getUserAction().SYMBOL
            + permission.getGroupAction().SYMBOL
            + permission.getOtherAction().SYMBOL;
    file.setPermissions(PosixFilePermissions.fromString(symbols));
  }
}
