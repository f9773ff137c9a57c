package org.leap.spark.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Syncable;
import org.junit.jupiter.api.Test;

class GrowingFileTest {
  /** A disk that says when it was told to keep what was written. */
  private static final class Disk extends ByteArrayOutputStream implements Syncable {
    private final List<String> safe = new ArrayList<>();

    @Override
    public void hflush() {}

    @Override
    public void hsync() {
      safe.add(toString(StandardCharsets.UTF_8));
    }
  }

  @Test
  void whatIsFlushedIsOnTheDisk() throws IOException {
    Disk disk = new Disk();
    try (GrowingFile file = new GrowingFile(new FSDataOutputStream(disk, null))) {
      file.append("one\n");
      file.append("two\n");
      file.flush();
      assertEquals(List.of("one\ntwo\n"), disk.safe);
    }
  }
}
