package org.leap.jobs.formats.files;

import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * A file in a {@link FileTree}.
 *
 * @param path relative to the root of the tree, with slashes
 * @param position in an archive, as its tree counts: bytes in a tar, entries in a zip
 * @param size bytes, as listed
 */
public record TreeFile(String path, long position, long size) implements Serializable {
  /** A column of a table may begin with an underscore: {@code _day=3/}. */
  private static final Pattern HIDDEN = Pattern.compile("(^|/)(\\.|_(?![^/=]*=[^/]*/))");

  /** The last part of the path. */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Whether a path is that of Spark's markers, the droppings of file managers, and the like. */
  static boolean isHidden(String path) {
    return HIDDEN.matcher(path).find();
  }
}
