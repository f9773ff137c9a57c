package org.leap.jobs.formats.files;

import java.io.Serializable;

/**
 * A file in a {@link FileTree}.
 *
 * @param path relative to the root of the tree, with slashes
 * @param position in an archive, as its tree counts: bytes in a tar, entries in a zip
 * @param size bytes, as listed
 */
public record TreeFile(String path, long position, long size) implements Serializable {
  /** The last part of the path. */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
