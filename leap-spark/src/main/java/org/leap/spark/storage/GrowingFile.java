package org.leap.spark.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;

/** One file, on a file system that can append. */
final class GrowingFile implements AppendedFile {
  private final FSDataOutputStream out;

  GrowingFile(FSDataOutputStream out) {
    this.out = out;
  }

  @Override
  public void append(String text) throws IOException {
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.hflush();
    } catch (FSError e) {
      throw checked(e);
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      out.hsync();
    } catch (FSError e) {
      throw checked(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      out.close();
    } catch (FSError e) {
      throw checked(e);
    }
  }

  /** Hadoop throws an error of the virtual machine's kind where a local disk is full or broken. */
  static IOException checked(FSError e) {
    return e.getCause() instanceof IOException cause ? cause : new IOException(e);
  }
}
