package org.leap.jobs.datasets.tables;

import java.io.Serializable;

/**
 * A row as it was read. A class and not a record: Kryo as Spark has it cannot read records.
 *
 * <p>Of a row that cannot be used, label and features are null; the label is where rows have none.
 */
final class TableExample implements Serializable {
  private static final long serialVersionUID = 1L;
  private final String key;
  private final String label;
  private final byte[] features;
  private final String problem;

  private TableExample(String key, String label, byte[] features, String problem) {
    this.key = key;
    this.label = label;
    this.features = features;
    this.problem = problem;
  }

  static TableExample good(String key, String label, byte[] features) {
    return new TableExample(key, label, features, null);
  }

  /** With the whole message. */
  static TableExample bad(String key, String problem) {
    return new TableExample(key, null, null, problem);
  }

  /** What tells the row from others, for messages. */
  String key() {
    return key;
  }

  /** As it is written. */
  String label() {
    return label;
  }

  byte[] features() {
    return features;
  }

  /** Null if the row can be used. */
  String problem() {
    return problem;
  }
}
