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
    checked(
        () -> {
          out.write(text.getBytes(StandardCharsets.UTF_8));
          out.hflush();
        });
  }

  @Override
  public void flush() throws IOException {
    checked(out::hsync);
  }

  @Override
  public void close() throws IOException {
    checked(out::close);
  }

  /** Something done to a file. */
  interface Action {
    void run() throws IOException;
  }

  /** Hadoop throws an error of the virtual machine's kind where a local disk is full or broken. */
  static void checked(Action action) throws IOException {
    try {
      action.run();
    } catch (FSError e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
    }
  }
}
