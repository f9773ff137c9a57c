package org.leap.jobs.formats.cifar;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.SourcePartition;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.formats.files.DataFile;
import org.leap.jobs.formats.files.DataStream;
import org.leap.jobs.formats.files.TextLines;
import org.leap.spark.data.ExampleShape;

/**
 * CIFAR-10 or CIFAR-100 in the official binary layout: a folder or archive with the official files,
 * or a single file of records, which is then the training set.
 */
public final class CifarSource implements Source {
  private static final int MOST_NAMES = 1000;

  private final CifarLayout layout;
  private final List<String> classNames;
  private final Map<Subset, List<SourcePartition>> partitions;

  private CifarSource(
      CifarLayout layout, List<String> classNames, Map<Subset, List<SourcePartition>> partitions) {
    this.layout = layout;
    this.classNames = classNames;
    this.partitions = partitions;
  }

  /**
   * Finds the files; they are read later.
   *
   * @param path a folder, archive or file
   * @throws BadDataException if a file is missing
   */
  public static CifarSource open(CifarLayout layout, String path, Configuration hadoop)
      throws IOException {
    return open(layout, path, true, hadoop);
  }

  /**
   * Finds the files; those of the training set may be missing where nothing is trained.
   *
   * @param path a folder, archive or file
   * @throws BadDataException if another file is missing
   */
  public static CifarSource open(
      CifarLayout layout, String path, boolean training, Configuration hadoop) throws IOException {
    List<DataFile> files = DataFile.at(path, "CIFAR in its binary version", hadoop);
    if (files.size() == 1 && files.get(0).tree() == null) {
      return new CifarSource(
          layout,
          layout.usualNames(),
          Map.of(Subset.TRAIN, List.of(new CifarPartition(layout, files.get(0)))));
    }
    Map<String, DataFile> byName = new LinkedHashMap<>();
    files.forEach(file -> byName.putIfAbsent(file.baseName(), file));
    List<SourcePartition> train = new ArrayList<>();
    if (training || layout.trainFiles().stream().anyMatch(byName::containsKey)) {
      for (String name : layout.trainFiles()) {
        train.add(partition(layout, path, byName, name));
      }
    }
    SourcePartition test = partition(layout, path, byName, layout.testFile());
    DataFile names = byName.get(layout.namesFile());
    return new CifarSource(
        layout,
        names == null ? layout.usualNames() : names(layout, names, hadoop),
        Map.of(Subset.TRAIN, List.copyOf(train), Subset.TEST, List.of(test)));
  }

  private static SourcePartition partition(
      CifarLayout layout, String path, Map<String, DataFile> byName, String name) {
    DataFile file = byName.get(name);
    if (file == null) {
      throw new BadDataException(
          path,
          "holds no %s; use the binary version of the data set, not the one for Python or Matlab"
              .formatted(name));
    }
    return new CifarPartition(layout, file);
  }

  private static List<String> names(CifarLayout layout, DataFile file, Configuration hadoop)
      throws IOException {
    List<String> names = file.read(hadoop, CifarSource::lines);
    if (names.size() != layout.classes()) {
      throw new BadDataException(
          file.name(),
          "holds %s class names, expected %s; remove the file or use the official one"
              .formatted(names.size(), layout.classes()));
    }
    return names;
  }

  private static List<String> lines(DataStream content) throws IOException {
    TextLines lines = new TextLines(content);
    List<String> found = new ArrayList<>();
    for (String line = lines.next();
        line != null && lines.line() <= MOST_NAMES;
        line = lines.next()) {
      if (!line.isBlank()) {
        found.add(line.strip());
      }
    }
    return found;
  }

  @Override
  public ExampleShape shape() {
    return new ExampleShape(
        CifarLayout.CHANNELS, CifarLayout.SIDE, CifarLayout.SIDE, layout.classes());
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public List<SourcePartition> partitions(Subset subset) {
    return partitions.getOrDefault(subset, List.of());
  }
}
