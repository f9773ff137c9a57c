package org.leap.jobs.bench.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  @TempDir Path folder;

  @Test
  void theLastWholeRoundCounts() throws IOException {
    RunFolder run = new RunFolder(folder);
    assertEquals(0, run.rounds());
    String rounds = "{\"round\":%s,\"examples\":20}%n";
    StringBuilder text = new StringBuilder();
    for (int round = 1; round <= 400; round++) {
      text.append(rounds.formatted(round));
    }
    Files.writeString(
        folder.resolve("metrics.jsonl"), text + "{\"epoch\":1}\n{\"round\":401,\"exa");
    assertEquals(400, run.rounds());
    assertEquals(400, run.all().size());
  }
}
