package org.leap.jobs.formats.cifar;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.DataNames;
import org.leap.jobs.formats.OpenedSource;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.SourcePartition;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.formats.files.DataFile;
import org.leap.jobs.formats.files.FilePartition;
import org.leap.jobs.formats.files.TextLines;
import org.leap.spark.data.ExampleShape;

/**
 * CIFAR-10 or CIFAR-100 in the official binary layout: a folder or archive with the official files,
 * or a single file of records, which is then the training set.
 */
public final class CifarSource {
  private static final int MOST_LINES = 1000;

  private final CifarLayout layout;
  private final String path;
  private final Map<String, DataFile> byName = new LinkedHashMap<>();

  private CifarSource(CifarLayout layout, String path) {
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
  public static Source open(CifarLayout layout, String path, boolean training, Configuration hadoop)
      throws IOException {
    return new CifarSource(layout, path).open(training, hadoop);
  }

  private Source open(boolean training, Configuration hadoop) throws IOException {
    List<DataFile> files = DataFile.at(path, "CIFAR in its binary version", hadoop);
    if (files.size() == 1 && files.get(0).isAlone()) {
      return source(layout.usualNames(), Map.of(Subset.TRAIN, List.of(partition(files.get(0)))));
    }
    files.forEach(file -> byName.putIfAbsent(file.baseName(), file));
    List<SourcePartition> train = new ArrayList<>();
    if (training || layout.trainFiles().stream().anyMatch(byName::containsKey)) {
      layout.trainFiles().forEach(name -> train.add(partition(found(name))));
    }
    SourcePartition test = partition(found(layout.testFile()));
    return source(names(hadoop), Map.of(Subset.TRAIN, train, Subset.TEST, List.of(test)));
  }

  private Source source(List<String> names, Map<Subset, List<SourcePartition>> partitions) {
    return new OpenedSource(
        new ExampleShape(
            CifarLayout.CHANNELS, CifarLayout.SIDE, CifarLayout.SIDE, layout.classes()),
        DataNames.ofClasses(names),
        partitions,
        List.of());
  }

  private SourcePartition partition(DataFile file) {
    return new FilePartition(file, layout);
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
    DataFile file = byName.get(layout.namesFile());
    if (file == null) {
      return layout.usualNames();
    }
    List<String> names = new ArrayList<>();
    file.read(
        hadoop,
        content ->
            TextLines.read(
                content,
                (line, at) -> {
                  if (!line.isBlank() && at.row() <= MOST_LINES) {
                    names.add(line.strip());
                  }
                }));
    if (names.size() != layout.classes()) {
      throw new BadDataException(
          file.name(),
          "holds %s class names, expected %s; remove the file or use the official one"
              .formatted(names.size(), layout.classes()));
    }
    return names;
  }
}
