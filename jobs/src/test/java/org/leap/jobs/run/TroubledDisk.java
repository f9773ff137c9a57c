package org.leap.jobs.run;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/** Local files on a disk that now and then cannot be written or read. */
public final class TroubledDisk extends RawLocalFileSystem {
  private static volatile boolean full;
  private static volatile boolean gone;

  /** Settings with which local files are on it. It is well again. */
  static Configuration conf() {
    heal();
    Configuration conf = new Configuration(false);
    conf.setClass("fs.file.impl", TroubledDisk.class, FileSystem.class);
    conf.setBoolean("fs.file.impl.disable.cache", true);
    return conf;
  }

  static void fill() {
    full = true;
  }

  static void unplug() {
    gone = true;
  }

  static void heal() {
    full = false;
    gone = false;
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    if (gone) {
      throw new IOException("Input/output error");
    }
    return super.open(path, bufferSize);
  }

  @Override
  protected OutputStream createOutputStreamWithMode(
      Path path, boolean append, FsPermission permission) throws IOException {
    if (full || gone) {
      throw new IOException(full ? "No space left on device" : "Input/output error");
    }
    return super.createOutputStreamWithMode(path, append, permission);
  }
}
