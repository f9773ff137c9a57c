package org.leap.spark.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Local files have the permissions that Hadoop's settings ask for, and nobody is started for it.
 */
final class LocalFilesTest {
  @TempDir private Path folder;

  @BeforeAll
  static void permissionsAreKnownHere() {
    assumeTrue(
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
        "files have no POSIX permissions here");
  }

  private String permissionsOf(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name)));
  }

  private void writeEachWay(Configuration hadoop) throws IOException {
    Folder files = Folder.at(folder + "/run", hadoop);
    files.create();
    files.write("written", "text");
    files.createNew("new", "text");
    try (AppendedFile log = files.append("appended")) {
      log.append("line\n");
    }
  }

  @Test
  void hadoopsMaskHolds() throws IOException {
    Configuration hadoop = new Configuration(false);
    hadoop.set("fs.permissions.umask-mode", "027");
    writeEachWay(hadoop);
    assertEquals("rw-r-----", permissionsOf("run/written"));
    assertEquals("rw-r-----", permissionsOf("run/appended"));
  }

  @Test
  void noProcessIsStarted() throws IOException {
    writeEachWay(new Configuration(false)); // Hadoop looks once what a shell can do here
    Path recorded = folder.resolve("processes.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ProcessStart");
      recording.start();
      writeEachWay(new Configuration(false));
      recording.stop();
      recording.dump(recorded);
    }
    List<String> started =
        RecordingFile.readAllEvents(recorded).stream()
            .map((RecordedEvent start) -> start.getString("command"))
            .toList();
    assertEquals(List.of(), started);
  }
}
