package org.leap.jobs.data.files;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Files of a tree on their way to an executor: arrays, because thousands of objects take longer to
 * serialize than small files take to read.
 */
public final class FileList implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String[] paths;
  private final long[] positions;
  private final long[] sizes;

  public FileList(List<TreeFile> files) {
    paths = files.stream().map(TreeFile::path).toArray(String[]::new);
    positions = files.stream().mapToLong(TreeFile::position).toArray();
    sizes = files.stream().mapToLong(TreeFile::size).toArray();
  }

  /** Number of files. */
  public int size() {
    return paths.length;
  }

  /** The files, in the order they were given. */
  public List<TreeFile> files() {
    return IntStream.range(0, paths.length)
        .mapToObj(i -> new TreeFile(paths[i], positions[i], sizes[i]))
        .toList();
  }
}
