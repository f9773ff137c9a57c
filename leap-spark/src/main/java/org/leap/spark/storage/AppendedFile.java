package org.leap.spark.storage;

import java.io.IOException;

/** A file that grows at its end. */
public interface AppendedFile extends AutoCloseable {
  /** Writes a text. Readers see it at once, or soon where the file system cannot append. */
  void append(String text) throws IOException;

  /** Makes all that was written safe, on the disk and not only on its way there, and visible. */
  void flush() throws IOException;

  @Override
  void close() throws IOException;
}
