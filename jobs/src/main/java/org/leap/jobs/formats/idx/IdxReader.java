package org.leap.jobs.formats.idx;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.MemoryBound;
import org.leap.spark.data.ExampleShape;

/**
 * Reads pairs of IDX files, the format of MNIST and its relatives: images {@code [n, height,
 * width]} and labels {@code [n]}, unsigned bytes, plain or compressed with gzip, from any file
 * system that Hadoop knows.
 *
 * <p>Files are not trusted: every contradiction is a {@link BadDataException} with a message for
 * the user, and a header's claim allocates nothing.
 */
public final class IdxReader {
  /** Of an example beside its pixels: its label, its array and the place in a list. */
  private static final int OVERHEAD = 32;

  private final Configuration hadoop;
  private final MemoryBound memory;

  /** A reader of IDX files on any Hadoop file system. */
  public IdxReader(Configuration hadoop) {
    this(hadoop, MemoryBound.OF_THIS_PROCESS);
  }

  IdxReader(Configuration hadoop, MemoryBound memory) {
    this.hadoop = requireNonNull(hadoop, "hadoop is null");
    this.memory = memory;
  }

  /**
   * Reads a training set. Its classes are the labels that occur in it, rising.
   *
   * @throws BadDataException if the files cannot be used
   * @throws IOException if the file system cannot be reached
   */
  public LabeledImages training(String imagesUri, String labelsUri) throws IOException {
    Pair pair = read(imagesUri, labelsUri);
    return pair.images(IdxClasses.of(labelsUri, pair.labels, true), labelsUri);
  }

  /**
   * Reads a training set without its images, from their header and the labels alone.
   *
   * @param training false for a set that takes its place where nothing is trained
   * @throws BadDataException if the files cannot be used
   * @throws IOException if the file system cannot be reached
   */
  Outline outline(String imagesUri, String labelsUri, boolean training) throws IOException {
    try (IdxFile images = IdxFile.open(imagesUri, IdxFile.Kind.IMAGES, hadoop);
        IdxFile labels = IdxFile.open(labelsUri, IdxFile.Kind.LABELS, hadoop)) {
      int[] sizes = sizes(images, labels, imagesUri, labelsUri);
      byte[] body = labels.body(sizes[0], 1);
      return new Outline(sizes[1], sizes[2], IdxClasses.of(labelsUri, body, training));
    }
  }

  /** What all sets share. */
  record Outline(int height, int width, IdxClasses classes) implements Serializable {
    ExampleShape shape() {
      return new ExampleShape(1, height, width, classes.names().size());
    }
  }

  /**
   * Reads a set whose classes are numbered from 0 and known, whether they occur or not.
   *
   * @throws BadDataException if the files cannot be used, among them: a label that is not smaller
   *     than {@code classes}
   * @throws IOException if the file system cannot be reached
   */
  public LabeledImages withClasses(String imagesUri, String labelsUri, int classes)
      throws IOException {
    Pair pair = read(imagesUri, labelsUri);
    return pair.images(IdxClasses.upTo(classes), labelsUri);
  }

  /**
   * Reads a test or validation set: images of the same size and labels of the same classes as
   * {@code training}.
   *
   * @throws BadDataException if the files cannot be used or do not fit the training set
   * @throws IOException if the file system cannot be reached
   */
  public LabeledImages matching(LabeledImages training, String imagesUri, String labelsUri)
      throws IOException {
    IdxClasses classes = IdxClasses.named(training.classNames());
    return matching(
        new Outline(training.height(), training.width(), classes), imagesUri, labelsUri);
  }

  LabeledImages matching(Outline training, String imagesUri, String labelsUri) throws IOException {
    Pair pair = read(imagesUri, labelsUri);
    if (pair.height != training.height() || pair.width != training.width()) {
      throw new BadDataException(
          imagesUri,
          "byte 8: images are %s x %s, expected %s x %s as in the training set; use files of one data set"
              .formatted(pair.height, pair.width, training.height(), training.width()));
    }
    return pair.images(training.classes(), labelsUri);
  }

  private Pair read(String imagesUri, String labelsUri) throws IOException {
    try (IdxFile images = IdxFile.open(imagesUri, IdxFile.Kind.IMAGES, hadoop);
        IdxFile labels = IdxFile.open(labelsUri, IdxFile.Kind.LABELS, hadoop)) {
      int[] sizes = sizes(images, labels, imagesUri, labelsUri);
      byte[] labelBytes = labels.body(sizes[0], 1);
      byte[] pixels = images.body(sizes[0], sizes[1] * sizes[2]);
      return new Pair(sizes[1], sizes[2], pixels, labelBytes);
    }
  }

  /** Number of examples, height and width. */
  private int[] sizes(IdxFile images, IdxFile labels, String imagesUri, String labelsUri)
      throws IOException {
    int[] sizes = images.sizes();
    int labelCount = labels.sizes()[0];
    if (labelCount != sizes[0]) {
      throw new BadDataException(
          labelsUri,
          "byte 4: holds %s labels, expected %s, one for each image of %s; use the two files of one set"
              .formatted(labelCount, sizes[0], imagesUri));
    }
    // The file as it is, and every image by itself.
    memory.check(
        imagesUri,
        "its %s images of %s x %s".formatted(sizes[0], sizes[1], sizes[2]),
        sizes[0] * (2L * sizes[1] * sizes[2] + OVERHEAD),
        "give the process more memory (LEAP_MEMORY, spark.executor.memory) or split the file");
    return sizes;
  }

  private static final class Pair {
    private final int height;
    private final int width;
    private final byte[] pixels;
    private final byte[] labels;

    Pair(int height, int width, byte[] pixels, byte[] labels) {
      this.height = height;
      this.width = width;
      this.pixels = pixels;
      this.labels = labels;
    }

    LabeledImages images(IdxClasses classes, String labelsUri) {
      return new LabeledImages(
          height, width, 1, pixels, classes.of(labels, labelsUri), classes.names());
    }
  }
}
