package org.leap.jobs.formats.cifar;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.DataNames;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.formats.files.DataFile;
import org.leap.jobs.formats.files.DataStream;
import org.leap.spark.data.ExampleShape;

/**
 * CIFAR-10 or CIFAR-100 in the official binary layout: a folder or archive with the official files,
 * or a single file of records, which is then the training set.
 */
public final class CifarSource {
  private static final int MOST_LINES = 1000;

  private final Layout layout;
  private final String path;
  private final Map<String, DataFile> byName = new LinkedHashMap<>();

  private CifarSource(Layout layout, String path) {
    this.layout = layout;
    this.path = path;
  }

  /**
   * Finds the files, which are read later.
   *
   * @param path a folder, archive or file
   * @param training whether the files of the training set must be there
   * @throws BadDataException if a file is missing
   */
  public static Source open(Layout layout, String path, boolean training, Configuration hadoop)
      throws IOException {
    return new CifarSource(layout, path).open(training, hadoop);
  }

  private Source open(boolean training, Configuration hadoop) throws IOException {
    List<DataFile> files = DataFile.at(path, "CIFAR in its binary version", hadoop);
    if (files.size() == 1 && files.get(0).isAlone()) {
      return source(layout.usualNames(), Map.of(Subset.TRAIN, List.of(partition(files.get(0)))));
    }
    files.forEach(file -> byName.putIfAbsent(file.baseName(), file));
    List<Source.Partition> train = new ArrayList<>();
    if (training || layout.trainFiles().stream().anyMatch(byName::containsKey)) {
      layout.trainFiles().forEach(name -> train.add(partition(found(name))));
    }
    Source.Partition test = partition(found(layout.testFile()));
    return source(names(hadoop), Map.of(Subset.TRAIN, train, Subset.TEST, List.of(test)));
  }

  private Source source(List<String> names, Map<Subset, List<Source.Partition>> partitions) {
    return new Source.Opened(
        new ExampleShape(Layout.CHANNELS, Layout.SIDE, Layout.SIDE, layout.classes),
        DataNames.ofClasses(names),
        partitions,
        List.of());
  }

  private Source.Partition partition(DataFile file) {
    return new DataFile.Partition(file, layout);
  }

  private DataFile found(String name) {
    DataFile file = byName.get(name);
    if (file == null) {
      throw new BadDataException(
          path,
          "holds no %s; use the binary version of the data set, not the one for Python or Matlab"
              .formatted(name));
    }
    return file;
  }

  private List<String> names(Configuration hadoop) throws IOException {
    DataFile file = byName.get(layout.namesFile);
    if (file == null) {
      return layout.usualNames();
    }
    List<String> names = new ArrayList<>();
    file.read(
        hadoop,
        content ->
            content.lines(
                (line, at) -> {
                  if (!line.isBlank() && at.row() <= MOST_LINES) {
                    names.add(line.strip());
                  }
                }));
    if (names.size() != layout.classes) {
      throw new BadDataException(
          file.name(),
          "holds %s class names, expected %s; remove the file or use the official one"
              .formatted(names.size(), layout.classes));
    }
    return names;
  }

  /**
   * What the files of a CIFAR data set are called and how a record begins: one label byte in
   * CIFAR-10, a coarse and a fine one in CIFAR-100. Then come 1,024 red, green and blue bytes.
   */
  public enum Layout implements DataFile.Partition.Format {
    CIFAR10(1, 0, 10, "batches.meta.txt"),
    CIFAR100_COARSE(2, 0, 20, "coarse_label_names.txt"),
    CIFAR100_FINE(2, 1, 100, "fine_label_names.txt");

    static final int SIDE = 32;
    static final int CHANNELS = 3;
    static final int PIXELS = CHANNELS * SIDE * SIDE;

    private static final List<String> CIFAR10_NAMES =
        List.of("airplane automobile bird cat deer dog frog horse ship truck".split(" "));

    private final int labelBytes;
    private final int labelAt;
    private final int classes;
    private final String namesFile;

    Layout(int labelBytes, int labelAt, int classes, String namesFile) {
      this.labelBytes = labelBytes;
      this.labelAt = labelAt;
      this.classes = classes;
      this.namesFile = namesFile;
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
    public void read(DataFile file, DataStream content, Source.Sink sink) throws IOException {
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
}
