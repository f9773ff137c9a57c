package org.leap.jobs.data.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.leap.jobs.data.BadDataException;

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
      String base = system.makeQualified(root).toUri().getPath();
      FilesBelow.list(root, hadoop, status -> add(files, base, status));
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

  private void add(List<TreeFile> files, String base, FileStatus status) {
    String path = status.getPath().toUri().getPath().substring(base.length());
    String relative = path.startsWith("/") ? path.substring(1) : path;
    if (EntryName.hidden(relative)) {
      return;
    }
    if (files.size() == MOST_FILES) {
      throw new BadDataException(
          location, "holds more than %,d files; name a smaller folder".formatted(MOST_FILES));
    }
    files.add(new TreeFile(relative, 0, status.getLen()));
  }

  @Override
  public void read(List<TreeFile> files, Configuration hadoop, Visitor visitor) throws IOException {
    for (TreeFile file : files) {
      try (DataStream content = DataStream.stored(nameOf(file), "a file", hadoop)) {
        visitor.file(file, content);
      }
    }
  }

  @Override
  public String nameOf(TreeFile file) {
    return location + (location.endsWith("/") ? "" : "/") + file.path();
  }
}
