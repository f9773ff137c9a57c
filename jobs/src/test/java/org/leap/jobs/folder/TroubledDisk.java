package org.leap.jobs.folder;

import java.io.FileNotFoundException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/** Local files on a disk that now and then cannot be written or read. */
public final class TroubledDisk extends RawLocalFileSystem {
  private static final long PLENTY = 1L << 40;

  private static volatile boolean full;
  private static volatile boolean gone;
  private static final AtomicLong ROOM = new AtomicLong();

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
    ROOM.set(bytes);
  }

  static void unplug() {
    gone = true;
  }

  static void heal() {
    full = false;
    gone = false;
    ROOM.set(PLENTY);
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
        if (length > ROOM.get()) {
          throw new IOException("No space left on device");
        }
        ROOM.addAndGet(-length);
        out.write(bytes, offset, length);
      }
    };
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    long length = length(path);
    boolean deleted = super.delete(path, recursive);
    ROOM.addAndGet(length);
    return deleted;
  }

  /** 0 for what somebody else has just deleted. */
  private long length(Path path) throws IOException {
    try {
      return getFileStatus(path).getLen();
    } catch (FileNotFoundException e) {
      return 0;
    }
  }
}
