package org.leap.jobs.formats;

import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/** A piece of a data set that one task reads: a file, some files, or a range of one. */
public interface SourcePart extends Serializable {
  /**
   * Hands over the examples in their order.
   *
   * @throws BadDataException if the piece as a whole cannot be used; what is wrong with one record
   *     goes to {@link ExampleSink#bad}
   * @throws IOException if the file system cannot be reached
   */
  void read(Configuration hadoop, ExampleSink sink) throws IOException;
}
