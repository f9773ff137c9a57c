package org.leap.jobs.datasets;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.leap.jobs.text.Quoted;

/**
 * Whether the files that a configuration names are there; nothing is read of them.
 *
 * @param missing a line for each that is not
 * @param unknown a line for each whose file system did not answer
 */
public record FilesThere(List<String> missing, List<String> unknown) {
  /** A person waits: a file system that is not there is not asked again and again. */
  private static final Map<String, String> IMPATIENT =
      Map.of(
          "ipc.client.connect.max.retries", "1",
          "ipc.client.connect.max.retries.on.timeouts", "1",
          "ipc.client.connect.timeout", "5000",
          "dfs.client.failover.max.attempts", "1",
          "fs.s3a.attempts.maximum", "1");

  /** Looks for files and folders, each a path or a Hadoop URI. */
  public static FilesThere of(List<String> locations, Configuration hadoop) {
    Configuration impatient = new Configuration(hadoop);
    IMPATIENT.forEach(impatient::set);
    List<String> missing = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (String location : locations.stream().distinct().toList()) {
      String shown = Quoted.visible(location);
      try {
        Path path = new Path(location);
        if (!path.getFileSystem(impatient).exists(path)) {
          missing.add(
              shown + ": no such file or folder; correct the path, or bring the data there");
        }
      } catch (IOException | IllegalArgumentException e) {
        unknown.add(shown + ": cannot be looked for from here: " + Quoted.visible(e.toString()));
      }
    }
    return new FilesThere(missing, unknown);
  }
}
