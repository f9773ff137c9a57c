package org.leap.jobs.formats.idx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.Collected;
import org.leap.jobs.formats.IdxBytes;

class IdxFuzzTest {
  private static final int ROUNDS = 1000;

  @TempDir Path folder;

  @Test
  void damagedFilesGiveBadDataOrAValidSet() throws IOException {
    long seed = new Random().nextLong();
    System.out.println("IdxFuzzTest seed " + seed);
    Random random = new Random(seed);
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] images = damaged(IdxBytes.images(6, 3, 2, round), random);
      byte[] labels = damaged(IdxBytes.labels(0, 1, 2, 0, 1, 2), random);
      String imagesFile = Files.write(folder.resolve("images"), images).toString();
      String labelsFile = Files.write(folder.resolve("labels"), labels).toString();
      try {
        Collected read = IdxSourceTest.training(imagesFile, labelsFile);
        assertEquals(36, read.features().stream().mapToInt(image -> image.length).sum());
      } catch (BadDataException e) {
        refused++;
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        assertTrue(e.getMessage().startsWith(folder.toString()), e.getMessage());
      } catch (IOException | RuntimeException e) {
        fail("seed " + seed + ", round " + round, e);
      }
    }
    assertTrue(refused > ROUNDS / 2 && refused < ROUNDS, "refused " + refused);
  }

  private static byte[] damaged(byte[] valid, Random random) {
    byte[] bytes = random.nextBoolean() ? IdxBytes.gzip(valid) : valid;
    switch (random.nextInt(4)) {
      case 0 -> {
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      }
      case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 8));
      case 2 ->
          bytes[random.nextInt(Math.min(16, bytes.length))] ^= (byte) (1 << random.nextInt(8));
      default -> {}
    }
    return bytes;
  }
}
