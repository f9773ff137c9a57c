package org.leap.jobs.formats;

import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/**
 * The records of a source that one task reads: those of a file, of some files, or of a range of
 * one.
 */
public interface SourcePartition extends Serializable {
  /**
   * Hands over the examples in their order.
   *
   * @throws BadDataException if the partition as a whole cannot be used; what is wrong with one
   *     record goes to {@link ExampleSink#bad}
   * @throws IOException if the file system cannot be reached
   */
  void read(Configuration hadoop, ExampleSink sink) throws IOException;
}
