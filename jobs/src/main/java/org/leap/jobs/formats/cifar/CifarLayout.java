package org.leap.jobs.formats.cifar;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What the files of a CIFAR data set are called and how a record begins: one label byte in
 * CIFAR-10, a coarse and a fine one in CIFAR-100. Then come 1,024 red, green and blue bytes.
 */
public enum CifarLayout {
  CIFAR10(1, 0, 10, "batches.meta.txt"),
  CIFAR100_COARSE(2, 0, 20, "coarse_label_names.txt"),
  CIFAR100_FINE(2, 1, 100, "fine_label_names.txt");

  static final int SIDE = 32;
  static final int CHANNELS = 3;
  static final int PIXELS = CHANNELS * SIDE * SIDE;

  private static final List<String> CIFAR10_NAMES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private final int labelBytes;
  private final int labelAt;
  private final int classes;
  private final String namesFile;

  CifarLayout(int labelBytes, int labelAt, int classes, String namesFile) {
    this.labelBytes = labelBytes;
    this.labelAt = labelAt;
    this.classes = classes;
    this.namesFile = namesFile;
  }

  int recordBytes() {
    return labelBytes + PIXELS;
  }

  int labelBytes() {
    return labelBytes;
  }

  /** Which byte of a record is the label. */
  int labelAt() {
    return labelAt;
  }

  int classes() {
    return classes;
  }

  String namesFile() {
    return namesFile;
  }

  List<String> trainFiles() {
    return this == CIFAR10
        ? IntStream.rangeClosed(1, 5).mapToObj("data_batch_%d.bin"::formatted).toList()
        : List.of("train.bin");
  }

  String testFile() {
    return this == CIFAR10 ? "test_batch.bin" : "test.bin";
  }

  /** Names for files that bring none. */
  List<String> usualNames() {
    return this == CIFAR10
        ? CIFAR10_NAMES
        : IntStream.range(0, classes).mapToObj(String::valueOf).toList();
  }
}
