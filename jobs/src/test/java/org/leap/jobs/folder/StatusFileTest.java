package org.leap.jobs.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.process.ExitCode;
import org.leap.jobs.process.Failure;
import org.leap.spark.storage.Folder;

class StatusFileTest {
  @TempDir private Path dir;
  private Folder folder;
  private StatusFile status;

  @BeforeEach
  void openFolder() throws IOException {
    folder = Folder.at(dir.toString(), TroubledDisk.conf());
    status = new StatusFile(folder);
    status.running(new History());
  }

  @AfterEach
  void healDisk() {
    TroubledDisk.heal();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void onAFullDiskTheLastWordIsWritten() throws IOException {
    TroubledDisk.leave(0);
    var e = assertThrows(UncheckedIOException.class, () -> status.running(new History()));
    assertTrue(e.getMessage().endsWith("status.json cannot be written: No space left on device"));
    Failure failure = new Failure(ExitCode.INFRASTRUCTURE, e.getMessage());
    status.failed(failure, new History());
    Status last = RecordedRun.status(folder).orElseThrow();
    assertEquals(Status.State.FAILED, last.state());
    assertEquals(5, last.exitCode());
    assertEquals(e.getMessage(), last.error());
    assertEquals(List.of("status.json"), names());
  }

  @Test
  void aRunThatSucceedsLeavesNoSpareRoom() throws IOException {
    status.succeeded(new History(), "sha");
    assertEquals(List.of("status.json"), names());
  }

  /** What would have been a network took the room of everything else. */
  @Test
  void aFileThatDoesNotFitLeavesItsRoomToOthers() throws IOException {
    TroubledDisk.leave(20_000);
    var e =
        assertThrows(
            IOException.class,
            () ->
                folder.write(
                    "model.zip",
                    out -> {
                      for (int i = 0; i < 3; i++) {
                        out.write(new byte[9_000]);
                      }
                    }));
    assertEquals("No space left on device", e.getMessage());
    assertEquals(List.of(".spare-room", "status.json"), names());
    status.running(new History());
  }
}
