package org.leap.jobs.formats.files;

import java.io.BufferedInputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.util.Optional;

/**
 * Opens files of a local folder without Hadoop, whose streams take longer to open than a small
 * image takes to decode. Not thread-safe.
 */
final class LocalFiles {
  private final File root;
  private File checked;
  private boolean checksums;

  LocalFiles(File root) {
    this.root = root;
  }

  /**
   * A file as it is stored. Nothing if it cannot be opened, or if Hadoop has written the folder it
   * is in and knows the checksums of its files.
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
