package org.leap.jobs.drills;

import org.apache.hadoop.fs.LocalFileSystem;

/** Hadoop's local file system over {@link TroubledFiles}. */
public final class TroubledFileSystem extends LocalFileSystem {
  public TroubledFileSystem() {
    super(new TroubledFiles());
  }
}
