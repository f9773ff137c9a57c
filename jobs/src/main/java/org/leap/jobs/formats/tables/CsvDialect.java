package org.leap.jobs.formats.tables;

import java.io.Serializable;
import java.util.List;

/**
 * How CSV files are written and what is read from them.
 *
 * @param header whether the first line names the columns; else they are called 1, 2, 3 ...
 * @param label column of the label
 * @param features columns of the features, all others when empty
 */
public record CsvDialect(
    boolean header, char delimiter, String label, List<String> features, Missing missing)
    implements Serializable {
  /** What stands for an empty cell, {@code NA} or {@code ?} among the features. */
  public enum Missing {
    /** Nothing: the record is bad. */
    FAIL,
    /** Zero. */
    ZERO,
    /** The mean of the column over the training set. */
    MEAN
  }
}
