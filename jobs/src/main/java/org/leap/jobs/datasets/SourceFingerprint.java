package org.leap.jobs.datasets;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.formats.files.FilesBelow;

/** SHA-256 over names, lengths and modification times of all files that a configuration names. */
final class SourceFingerprint {
  private SourceFingerprint() {}

  static String of(DataConfig config, Configuration hadoop) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String location : config.locations()) {
      Path path = new Path(location);
      FileSystem files = path.getFileSystem(hadoop);
      FileStatus status;
      try {
        status = files.getFileStatus(path);
      } catch (FileNotFoundException e) {
        // The reader has the better words for it.
        continue;
      }
      if (status.isFile()) {
        lines.add(line(status.getPath().toString(), status.getLen(), status.getModificationTime()));
        continue;
      }
      String folder = status.getPath() + "/";
      FilesBelow.visit(
          path, hadoop, (name, bytes, modified) -> lines.add(line(folder + name, bytes, modified)));
    }
    Collections.sort(lines);
    return DigestUtils.sha256Hex(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
  }

  private static String line(String name, long bytes, long modified) {
    return name + " " + bytes + " " + modified;
  }
}
