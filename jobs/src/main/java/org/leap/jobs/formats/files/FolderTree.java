package org.leap.jobs.formats.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.leap.jobs.formats.BadDataException;

/** A folder with everything below it. */
record FolderTree(String location) implements FileTree {
  private static final long serialVersionUID = 1L;

  @Override
  public List<TreeFile> list(Configuration hadoop) throws IOException {
    List<TreeFile> files = new ArrayList<>();
    try {
      Path root = new Path(location);
      FileSystem system = root.getFileSystem(hadoop);
      if (!system.getFileStatus(root).isDirectory()) {
        throw new BadDataException(
            location,
            "is a file, expected a folder or a .tar, .tar.gz, .tgz or .zip archive of one; name the folder");
      }
      FilesBelow.visit(root, hadoop, (path, bytes, modified) -> add(files, path, bytes));
    } catch (FileNotFoundException e) {
      throw new BadDataException(
          location, "does not exist, expected a folder or an archive of one; check the path", e);
    } catch (IOException e) {
      throw DataStream.unreadable(location, 0, e);
    } catch (IllegalArgumentException e) {
      throw DataStream.malformed(location, e);
    }
    if (files.isEmpty()) {
      throw new BadDataException(location, "holds no files; name a folder with data");
    }
    files.sort(Comparator.comparing(TreeFile::path));
    return files;
  }

  private void add(List<TreeFile> files, String path, long bytes) {
    ManagedTable.refuse(location, path);
    if (EntryName.hidden(path)) {
      return;
    }
    if (files.size() == MOST_FILES) {
      throw new BadDataException(
          location,
          String.format(
              Locale.ROOT, "holds more than %,d files; name a smaller folder", MOST_FILES));
    }
    files.add(new TreeFile(path, 0, bytes));
  }

  @Override
  public List<String> emptyFolders(List<TreeFile> files, Configuration hadoop) throws IOException {
    Set<String> filled = new HashSet<>();
    for (TreeFile file : files) {
      filled.add(file.path().substring(0, Math.max(0, file.path().indexOf('/'))));
    }
    Path root = new Path(location);
    try {
      return Arrays.stream(root.getFileSystem(hadoop).listStatus(root))
          .filter(FileStatus::isDirectory)
          .map(folder -> folder.getPath().getName())
          .filter(folder -> !filled.contains(folder) && !EntryName.hidden(folder))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw DataStream.unreadable(location, 0, e);
    }
  }

  @Override
  public void read(List<TreeFile> files, Configuration hadoop, Visitor visitor) throws IOException {
    Optional<LocalFiles> local = local(hadoop);
    for (TreeFile file : files) {
      try (DataStream content = open(local, file, hadoop)) {
        visitor.file(file, content);
      }
    }
  }

  private Optional<LocalFiles> local(Configuration hadoop) throws IOException {
    try {
      Path root = new Path(location);
      return root.getFileSystem(hadoop) instanceof LocalFileSystem local
          ? Optional.of(new LocalFiles(local.pathToFile(root)))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      throw DataStream.malformed(location, e);
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
}
