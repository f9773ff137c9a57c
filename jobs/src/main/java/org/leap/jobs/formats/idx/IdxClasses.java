package org.leap.jobs.formats.idx;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.text.Quoted;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The classes of IDX files.
 *
 * @param written the labels that occur in the training set, as files have them, rising
 */
record IdxClasses(List<Integer> written) implements Serializable {
  private static final Logger LOG = LoggerFactory.getLogger(IdxClasses.class);

  /** A class of fewer examples than the average by this factor may be a damaged label. */
  private static final int RARE = 10;

  /**
   * The classes of a training set. A damaged label is a class of its own, so one that is rare and
   * follows a gap is warned about.
   *
   * @param labels unsigned bytes
   * @param training whether a network is to learn to tell them apart
   * @throws BadDataException if fewer than two classes occur in a training set
   */
  static IdxClasses of(String file, byte[] labels, boolean training) {
    int[] examples = new int[256];
    for (byte label : labels) {
      examples[label & 0xff]++;
    }
    int[] written = IntStream.range(0, examples.length).filter(l -> examples[l] > 0).toArray();
    if (training && written.length < 2) {
      throw new BadDataException(
          file,
          "all %s labels are %s, expected at least two classes; train on a file with all of them"
              .formatted(labels.length, written[0]));
    }
    for (int i = 1; i < written.length; i++) {
      boolean rare = (long) examples[written[i]] * RARE * written.length < labels.length;
      if (rare && written[i] > written[i - 1] + 1) {
        LOG.warn(
            "{}: the label {} of row {} is a class of {} examples; if it is damaged, correct it",
            Quoted.visible(file),
            written[i],
            row(labels, written[i]),
            examples[written[i]]);
      }
    }
    return new IdxClasses(IntStream.of(written).boxed().toList());
  }

  /** The labels as files have them, in decimal. */
  List<String> names() {
    return written.stream().map(String::valueOf).toList();
  }

  /**
   * The class of every example, {@code [n]}.
   *
   * @param labels unsigned bytes
   * @throws BadDataException if one is no class
   */
  int[] of(byte[] labels, String file) {
    int[] classes = new int[labels.length];
    for (int row = 0; row < labels.length; row++) {
      int label = labels[row] & 0xff;
      classes[row] = Collections.binarySearch(written, label);
      if (classes[row] < 0) {
        throw new BadDataException(
            file,
            "row %s (byte %s): label %s is out of range, expected %s; correct the label or use the labels that belong to the training set"
                .formatted(row, IdxFile.Kind.LABELS.headerBytes() + row, label, inWords()));
      }
    }
    return classes;
  }

  private String inWords() {
    int first = written.get(0);
    int last = written.get(written.size() - 1);
    return last - first == written.size() - 1
        ? first + " to " + last
        : "one of " + Quoted.list(names());
  }

  private static int row(byte[] labels, int label) {
    int row = 0;
    while ((labels[row] & 0xff) != label) {
      row++;
    }
    return row;
  }
}
