package org.leap.jobs.formats.files;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;

/**
 * Files below one root: a folder, or a {@code .tar}, {@code .tar.gz} ({@code .tgz}) or {@code .zip}
 * archive of one. {@code ARCHIVE!/INNER} is the folder INNER of an archive.
 *
 * <p>Archives are not trusted: a name that leads out of the root, a link, too many entries and
 * content that exceeds its declared size are refused.
 */
public interface FileTree extends Serializable {
  /** More than any data set has, and a bound on the memory that a listing takes. */
  int MOST_FILES = 20_000_000;

  /** Takes files one by one. */
  interface Visitor {
    /**
     * Takes one file.
     *
     * @param content the file as it is stored, valid during the call; its name is that of the file
     */
    void file(TreeFile file, DataStream content) throws IOException;
  }

  /** The tree at a location; nothing is read yet. */
  static FileTree at(String location) {
    int inner = location.lastIndexOf("!/");
    String root = inner < 0 ? location : location.substring(0, inner);
    String folder = inner < 0 ? "" : location.substring(inner + 2).replaceAll("/+$", "");
    String name = root.toLowerCase(Locale.ROOT);
    if (name.endsWith(".zip")) {
      return new ZipTree(root, folder);
    }
    if (name.endsWith(".tar") || name.endsWith(".tar.gz") || name.endsWith(".tgz")) {
      return new TarTree(root, folder);
    }
    if (inner >= 0) {
      throw new BadDataException(
          location,
          "%s is not an archive, expected .tar, .tar.gz, .tgz or .zip before !/; correct the path"
              .formatted(root));
    }
    return new FolderTree(root);
  }

  /** Whether {@link #at} would read an archive there. */
  static boolean isArchive(String location) {
    return !(at(location) instanceof FolderTree);
  }

  /** The location, as the user wrote it. */
  String location();

  /**
   * All files, in the order of their names in a folder and in the archive's own order in a tar.
   * Files and folders whose names begin with a dot or an underscore do not count.
   *
   * @throws BadDataException if there is no such tree, it cannot be read, or holds no files
   */
  List<TreeFile> list(Configuration hadoop) throws IOException;

  /**
   * Opens some of the files.
   *
   * @param files from {@link #list}, in its order
   * @throws BadDataException if the tree is not what it was when it was listed
   */
  void read(List<TreeFile> files, Configuration hadoop, Visitor visitor) throws IOException;

  /**
   * Folders right below the root in which {@link #list} finds nothing, in the order of their names.
   * Archives do not tell of theirs.
   *
   * @param files that it has found
   */
  default List<String> emptyFolders(List<TreeFile> files, Configuration hadoop) throws IOException {
    return List.of();
  }

  /** How a message names a file. */
  String nameOf(TreeFile file);

  /** Whether reading a file late in the list costs passing over all before it. */
  default boolean sequential() {
    return false;
  }
}
