package org.leap.jobs.formats.cifar;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.ExampleSink;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.files.DataFile;
import org.leap.jobs.formats.files.DataStream;
import org.leap.jobs.formats.files.FilePartition;

/**
 * What the files of a CIFAR data set are called and how a record begins: one label byte in
 * CIFAR-10, a coarse and a fine one in CIFAR-100. Then come 1,024 red, green and blue bytes.
 */
public enum CifarLayout implements FilePartition.Format {
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

  @Override
  public void read(DataFile file, DataStream content, ExampleSink sink) throws IOException {
    int size = labelBytes + PIXELS;
    for (int row = 0; ; row++) {
      byte[] bytes = content.readNBytes(size);
      if (bytes.length == 0 && row > 0) {
        return;
      }
      if (bytes.length == 0) {
        throw new BadDataException(
            file.name(),
            "is empty, expected records of %s bytes; copy the file again".formatted(size));
      }
      if (bytes.length < size) {
        throw content.truncated("records have %s bytes, row %s is cut off".formatted(size, row));
      }
      RecordPosition position = new RecordPosition(file.name(), row);
      int label = bytes[labelAt] & 0xff;
      if (label < classes) {
        sink.example(Arrays.copyOfRange(bytes, labelBytes, size), label, position);
      } else {
        sink.bad(outOfRange(file, row, label), position);
      }
    }
  }

  private BadDataException outOfRange(DataFile file, int row, int label) {
    return new BadDataException(
        file.name(),
        "row %s (byte %s): label %s is out of range, expected 0 to %s; is this %s in its binary version?"
            .formatted(
                row,
                (long) row * (labelBytes + PIXELS) + labelAt,
                label,
                classes - 1,
                this == CIFAR10 ? "CIFAR-10" : "CIFAR-100"));
  }
}
