package org.leap.jobs.data;

/** How many classes a training set's labels stand for, and whether they can be believed. */
final class LabelRange {
  private LabelRange() {}

  /**
   * The highest label plus one.
   *
   * <p>A damaged label would silently widen the network. It stands out by a gap of unused labels
   * below it which is wider than all classes under the gap, or by being rarer than a tenth of their
   * average.
   *
   * @param labels unsigned bytes
   * @throws BadDataException if fewer than two classes occur or the highest labels look damaged
   */
  static int classes(String file, byte[] labels) {
    int[] examples = new int[256];
    for (byte label : labels) {
      examples[label & 0xff]++;
    }
    int used = 0;
    int seen = 0;
    int previous = -1;
    for (int label = 0; label < examples.length; label++) {
      if (examples[label] == 0) {
        continue;
      }
      int gap = label - previous - 1;
      long above = (long) labels.length - seen;
      boolean isolated = gap > previous + 1 || above * 10 * used < seen;
      if (used > 0 && gap > 0 && isolated) {
        throw outOfRange(file, labels, label, previous);
      }
      used++;
      seen += examples[label];
      previous = label;
    }
    if (used < 2) {
      throw new BadDataException(
          file,
          "all %d labels are %d, expected at least two classes; train on a file with all of them"
              .formatted(labels.length, previous));
    }
    return previous + 1;
  }

  /**
   * @throws BadDataException if a label is not smaller than {@code classes}
   */
  static void check(String file, byte[] labels, int classes) {
    for (int row = 0; row < labels.length; row++) {
      int label = labels[row] & 0xff;
      if (label >= classes) {
        throw new BadDataException(
            file,
            "row %d (byte %d): label %d is out of range, expected 0 to %d; correct the label or use the labels that belong to the training set"
                .formatted(row, IdxFile.Kind.LABELS.headerBytes() + row, label, classes - 1));
      }
    }
  }

  private static BadDataException outOfRange(String file, byte[] labels, int from, int previous) {
    int row = 0;
    while ((labels[row] & 0xff) < from) {
      row++;
    }
    return new BadDataException(
        file,
        "row %d (byte %d): label %d is out of range, expected 0 to %d (no example has a label from %d to %d); correct the label or state the number of classes"
            .formatted(
                row,
                IdxFile.Kind.LABELS.headerBytes() + row,
                labels[row] & 0xff,
                previous,
                previous + 1,
                from - 1));
  }
}
