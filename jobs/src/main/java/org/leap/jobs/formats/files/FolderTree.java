package org.leap.jobs.formats.files;

import java.io.BufferedInputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;
import org.leap.jobs.formats.BadDataException;

/** A folder with everything below it. */
record FolderTree(String location) implements FileTree {
  private static final long serialVersionUID = 1L;

  @Override
  public List<TreeFile> list(Configuration hadoop) throws IOException {
    List<TreeFile> files =
        DataStream.ask(
            location,
            hadoop,
            (root, system) -> {
              List<TreeFile> found = new ArrayList<>();
              try {
                if (!system.getFileStatus(root).isDirectory()) {
                  throw new BadDataException(
                      location,
                      "is a file, expected a folder or a .tar, .tar.gz, .tgz or .zip archive of one; name the folder");
                }
                FilesBelow.visit(root, hadoop, (path, bytes, modified) -> add(found, path, bytes));
                return found;
              } catch (FileNotFoundException e) {
                throw new BadDataException(
                    location,
                    "does not exist, expected a folder or an archive of one; check the path",
                    e);
              }
            });
    if (files.isEmpty()) {
      throw new BadDataException(location, "holds no files; name a folder with data");
    }
    files.sort(Comparator.comparing(TreeFile::path));
    return files;
  }

  private void add(List<TreeFile> files, String path, long bytes) {
    ManagedTable.refuse(location, path);
    if (TreeFile.isHidden(path)) {
      return;
    }
    if (files.size() == MOST_FILES) {
      throw new BadDataException(
          location, "holds more than %,d files; name a smaller folder", MOST_FILES);
    }
    files.add(new TreeFile(path, 0, bytes));
  }

  @Override
  public List<String> emptyFolders(List<TreeFile> files, Configuration hadoop) throws IOException {
    Set<String> filled = new HashSet<>();
    for (TreeFile file : files) {
      filled.add(file.path().substring(0, Math.max(0, file.path().indexOf('/'))));
    }
    return DataStream.ask(
        location,
        hadoop,
        (root, system) ->
            Arrays.stream(system.listStatus(root))
                .filter(FileStatus::isDirectory)
                .map(folder -> folder.getPath().getName())
                .filter(folder -> !filled.contains(folder) && !TreeFile.isHidden(folder))
                .sorted()
                .toList());
  }

  @Override
  public void read(List<TreeFile> files, Configuration hadoop, Visitor visitor) throws IOException {
    Optional<LocalFiles> local =
        DataStream.ask(
            location,
            hadoop,
            (root, system) ->
                system instanceof LocalFileSystem known
                    ? Optional.of(new LocalFiles(known.pathToFile(root)))
                    : Optional.empty());
    for (TreeFile file : files) {
      try (DataStream content = open(local, file, hadoop)) {
        visitor.file(file, content);
      }
    }
  }

  private DataStream open(Optional<LocalFiles> local, TreeFile file, Configuration hadoop)
      throws IOException {
    String name = nameOf(file);
    Optional<DataStream> opened = local.flatMap(files -> files.open(name, file));
    if (opened.isPresent()) {
      return opened.get();
    }
    try {
      return DataStream.stored(name, "a file", hadoop);
    } catch (BadDataException e) {
      // Of one file among many: whoever reads it decides whether that ends the job.
      return DataStream.failing(name, e);
    }
  }

  @Override
  public String nameOf(TreeFile file) {
    return location + (location.endsWith("/") ? "" : "/") + file.path();
  }

  /**
   * Opens files of a local folder without Hadoop, whose streams take longer to open than a small
   * image takes to decode. Not thread-safe.
   */
  private static final class LocalFiles {
    private final File root;
    private File checked;
    private boolean checksums;

    LocalFiles(File root) {
      this.root = root;
    }

    /**
     * A file as it is stored. Nothing if it cannot be opened, or if Hadoop has written the folder
     * it is in and knows the checksums of its files.
     */
    Optional<DataStream> open(String name, TreeFile file) {
      File local = new File(root, file.path());
      File folder = local.getParentFile();
      if (!folder.equals(checked)) {
        // Once a folder, not a file: it is there for all of them or none.
        checksums = new File(folder, "." + local.getName() + ".crc").exists();
        checked = folder;
      }
      try {
        return checksums
            ? Optional.empty()
            : Optional.of(DataStream.of(name, new BufferedInputStream(new Stream(local))));
      } catch (FileNotFoundException e) {
        return Optional.empty();
      }
    }
  }

  private static final class Stream extends FileInputStream {
    Stream(File file) throws FileNotFoundException {
      super(file);
    }

    /** Asked after every read of a buffered stream; the true answer takes three system calls. */
    @Override
    public int available() {
      return 0;
    }
  }
}
