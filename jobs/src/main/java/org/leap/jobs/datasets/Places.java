package org.leap.jobs.datasets;

import java.io.Serializable;
import org.leap.jobs.formats.RecordPosition;

/** Where the examples of a set stand in their files. */
public interface Places extends Serializable {
  /**
   * The place of an example.
   *
   * @param index of it in its set
   */
  RecordPosition at(int index);
}
