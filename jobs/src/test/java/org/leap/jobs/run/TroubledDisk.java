package org.leap.jobs.run;

import java.io.FilterOutputStream;
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
  private static volatile long room;

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

  /** From now on so many bytes have room. */
  static void leave(long bytes) {
    room = bytes;
  }

  static void unplug() {
    gone = true;
  }

  static void heal() {
    full = false;
    gone = false;
    room = Long.MAX_VALUE;
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
    return new FilterOutputStream(super.createOutputStreamWithMode(path, append, permission)) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > room) {
          throw new IOException("No space left on device");
        }
        room -= length;
        out.write(bytes, offset, length);
      }
    };
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    long length = exists(path) ? getFileStatus(path).getLen() : 0;
    boolean deleted = super.delete(path, recursive);
    room += room == Long.MAX_VALUE ? 0 : length;
    return deleted;
  }
}
