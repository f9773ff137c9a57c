package org.leap.jobs.datasets.draft;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.formats.images.ImagesSource;

/**
 * Files that somebody points at.
 *
 * @param format images, csv or parquet, by the names of the files
 * @param sets where each set is
 */
record DataFiles(String format, Map<Subset, String> sets) {
  private static final int DEEPEST = 8;
  private static final Map<String, Subset> NAMES =
      Map.of(
          "train", Subset.TRAIN,
          "training", Subset.TRAIN,
          "test", Subset.TEST,
          "testing", Subset.TEST,
          "val", Subset.VALIDATION,
          "valid", Subset.VALIDATION,
          "validation", Subset.VALIDATION);

  /**
   * Looks at a file, or at a folder of files or of sets.
   *
   * @param location absolute path or Hadoop URI
   * @throws BadDataException if there is nothing there that is known
   */
  static DataFiles at(String location, Configuration hadoop) throws IOException {
    Path path = new Path(location);
    FileSystem files = path.getFileSystem(hadoop);
    try {
      FileStatus status = files.getFileStatus(path);
      String format =
          format(files, status, 0)
              .orElseThrow(
                  () ->
                      new BadDataException(
                          location,
                          "holds no images (.jpg, .png), CSV (.csv, .tsv) or Parquet (.parquet) files; docs/data.md has the other formats"));
      Map<Subset, String> sets = new EnumMap<>(Subset.class);
      if (status.isDirectory()) {
        for (FileStatus child : children(files, path)) {
          Subset subset = NAMES.get(stem(child.getPath().getName()));
          if (subset != null) {
            sets.putIfAbsent(subset, location + "/" + child.getPath().getName());
          }
        }
      }
      if (!sets.containsKey(Subset.TRAIN)) {
        sets.clear();
        sets.put(Subset.TRAIN, location);
      }
      return new DataFiles(format, sets);
    } catch (FileNotFoundException e) {
      throw new BadDataException(location, "there is no such file or folder; check the path");
    }
  }

  private static String stem(String name) {
    return name.toLowerCase(Locale.ROOT).replaceFirst("\\.(csv|tsv|parquet)(\\.gz)?$", "");
  }

  /** Of the first file that has one. */
  private static Optional<String> format(FileSystem files, FileStatus at, int depth)
      throws IOException {
    if (!at.isDirectory()) {
      return byName(at.getPath().getName().toLowerCase(Locale.ROOT));
    }
    if (depth > DEEPEST) {
      return Optional.empty();
    }
    for (FileStatus child : children(files, at.getPath())) {
      Optional<String> found = format(files, child, depth + 1);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> byName(String name) {
    if (ImagesSource.isNamedImage(name)) {
      return Optional.of("images");
    }
    if (name.matches(".*\\.(csv|tsv)(\\.gz)?")) {
      return Optional.of("csv");
    }
    return name.endsWith(".parquet") ? Optional.of("parquet") : Optional.empty();
  }

  private static List<FileStatus> children(FileSystem files, Path folder) throws IOException {
    return Arrays.stream(files.listStatus(folder))
        .filter(child -> !child.getPath().getName().matches("[._].*"))
        .sorted()
        .toList();
  }
}
