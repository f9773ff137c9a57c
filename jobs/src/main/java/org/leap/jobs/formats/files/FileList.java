package org.leap.jobs.formats.files;

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

  private FileList(String[] paths, long[] positions, long[] sizes) {
    this.paths = paths;
    this.positions = positions;
    this.sizes = sizes;
  }

  /** A compact copy of a list of files. */
  public FileList(List<TreeFile> files) {
    this(
        files.stream().map(TreeFile::path).toArray(String[]::new),
        files.stream().mapToLong(TreeFile::position).toArray(),
        files.stream().mapToLong(TreeFile::size).toArray());
  }

  /** Bytes of one of the files, as listed. */
  public long bytes(int file) {
    return sizes[file];
  }

  /** Some of the files, in the given order. */
  public FileList select(int[] files) {
    return new FileList(
        IntStream.of(files).mapToObj(i -> paths[i]).toArray(String[]::new),
        IntStream.of(files).mapToLong(i -> positions[i]).toArray(),
        IntStream.of(files).mapToLong(i -> sizes[i]).toArray());
  }

  /** The files, in the order they were given. */
  public List<TreeFile> files() {
    return IntStream.range(0, paths.length)
        .mapToObj(i -> new TreeFile(paths[i], positions[i], sizes[i]))
        .toList();
  }
}
