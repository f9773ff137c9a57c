package org.leap.spark.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewFileTest {
  private static final byte[] CONTENT = "owner".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("lock");
  }

  private void secondIsRefused(NewFile.Link link) throws IOException {
    assertTrue(NewFile.create(file, CONTENT, link));
    assertFalse(NewFile.create(file, new byte[0], link));
    assertEquals("owner", Files.readString(file));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void aFileIsCreatedOnce() throws IOException {
    secondIsRefused(Files::createLink);
  }

  @Test
  void aFileIsCreatedOnceOnAMountWithoutHardLinks() throws IOException {
    secondIsRefused(
        (link, existing) -> {
          throw new FileSystemException(
              link.toString(), existing.toString(), "Operation not permitted");
        });
  }

  @Test
  void aFileIsCreatedOnceWhereJavaKnowsNoHardLinks() throws IOException {
    secondIsRefused(
        (link, existing) -> {
          throw new UnsupportedOperationException();
        });
  }
}
