package org.leap.jobs.formats.idx;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Images of one size with a class label each, held as the bytes they were stored in. Immutable: the
 * arrays given to the constructor belong to this object from then on and must not be changed.
 */
public final class LabeledImages {
  private final int height;
  private final int width;
  private final int channels;
  private final byte[] pixels;
  private final int[] labels;
  private final List<String> classNames;

  /**
   * With classes that are named by their numbers, from 0 to {@code classes - 1}; otherwise as with
   * names.
   */
  public LabeledImages(
      int height, int width, int channels, byte[] pixels, int[] labels, int classes) {
    this(
        height,
        width,
        channels,
        pixels,
        labels,
        IntStream.range(0, classes).mapToObj(String::valueOf).toList());
  }

  /**
   * Images with their labels; the arrays are not copied.
   *
   * @param height rows of an image, at least 1
   * @param width columns of an image, at least 1
   * @param channels colours of an image, at least 1
   * @param pixels unsigned bytes, {@code [n, channels, height, width]} in C order
   * @param labels {@code [n]}, places of the classes in their list
   * @param classNames at least one
   * @throws IllegalArgumentException if sizes and arrays contradict each other or a label is out of
   *     range
   */
  public LabeledImages(
      int height, int width, int channels, byte[] pixels, int[] labels, List<String> classNames) {
    int classes = classNames.size();
    if (height < 1 || width < 1 || channels < 1 || classes < 1) {
      throw new IllegalArgumentException(
          "height %s, width %s, channels %s and classes %s must all be at least 1"
              .formatted(height, width, channels, classes));
    }
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.pixels = requireNonNull(pixels, "pixels is null");
    this.labels = requireNonNull(labels, "labels is null");
    this.classNames = List.copyOf(classNames);
    long imageSize = Math.multiplyExact((long) height * width, (long) channels);
    if (Math.multiplyHigh(imageSize, labels.length) != 0
        || imageSize * labels.length != pixels.length) {
      throw new IllegalArgumentException(
          "%s pixels are not %s images of %s x %s x %s"
              .formatted(pixels.length, labels.length, channels, height, width));
    }
    for (int row = 0; row < labels.length; row++) {
      if (labels[row] < 0 || labels[row] >= classes) {
        throw new IllegalArgumentException(
            "label %s of row %s is not in 0 to %s".formatted(labels[row], row, classes - 1));
      }
    }
  }

  /** Number of examples. */
  public int count() {
    return labels.length;
  }

  /** Rows of an image. */
  public int height() {
    return height;
  }

  /** Columns of an image. */
  public int width() {
    return width;
  }

  /** Colours of an image. */
  public int channels() {
    return channels;
  }

  /** Number of classes; labels are smaller. */
  public int classes() {
    return classNames.size();
  }

  /** Names of the classes, in the order of their labels. */
  public List<String> classNames() {
    return classNames;
  }

  /** Number of values of one image, {@code channels * height * width}. */
  public int imageSize() {
    return channels * height * width;
  }

  /**
   * Class of an image.
   *
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public int label(int row) {
    return labels[row];
  }

  /** Labels in row order, {@code [n]}; a copy. */
  public int[] labels() {
    return labels.clone();
  }

  /** Number of examples of every class, {@code [classes]}. */
  public int[] examplesPerClass() {
    int[] examples = new int[classes()];
    for (int label : labels) {
      examples[label]++;
    }
    return examples;
  }

  /**
   * The unsigned bytes of one image, {@code [channels, height, width]}; a copy.
   *
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public byte[] pixels(int row) {
    int start = Objects.checkIndex(row, count()) * imageSize();
    return Arrays.copyOfRange(pixels, start, start + imageSize());
  }

  /**
   * Copies one image, {@code [channels, height, width]}, to {@code target} from {@code offset} on.
   *
   * @throws IndexOutOfBoundsException if there is no such row or the target is too short
   */
  public void copyPixels(int row, byte[] target, int offset) {
    int start = Objects.checkIndex(row, count()) * imageSize();
    System.arraycopy(pixels, start, target, offset, imageSize());
  }

  /** {@code "10000 images of 28 x 28 x 1 in 10 classes"}, height first. */
  @Override
  public String toString() {
    return "%s images of %s x %s x %s in %s classes"
        .formatted(count(), height, width, channels, classes());
  }

  /** One value, without copying the image. */
  int pixel(int index) {
    return pixels[index] & 0xff;
  }
}
