package org.leap.spark.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Files that a release has written, in {@code src/test/resources/golden/RELEASE}, and what they
 * held. Every later release reads them. {@code -Dleap.golden.write=RELEASE} has the tests write
 * those of the present one first; a release that is there already is never written anew.
 */
public final class GoldenFolder {
  private static final Path ROOT = Path.of("src/test/resources/golden");
  private static final String WRITE = "leap.golden.write";

  private GoldenFolder() {}

  /** Writes files into a folder that is empty, and returns what was put into them. */
  @FunctionalInterface
  public interface Writer {
    /** Returns what {@link Reader} is to find. */
    String write(Path folder) throws IOException;
  }

  /** Reads the files of a folder, and says what they hold. */
  @FunctionalInterface
  public interface Reader {
    /** In the words of the writer. */
    String read(Path folder) throws IOException;
  }

  /**
   * What every release wrote is what is read.
   *
   * @param name of the format
   */
  public static void check(String name, Writer writer, Reader reader) throws IOException {
    String release = System.getProperty(WRITE, "");
    if (!release.isEmpty() && Files.notExists(ROOT.resolve(release).resolve(name))) {
      Path folder = Files.createDirectories(ROOT.resolve(release).resolve(name));
      Files.writeString(expected(folder), writer.write(folder));
    }
    List<Path> all;
    try (var releases = Files.list(ROOT)) {
      all = releases.map(of -> of.resolve(name)).filter(Files::exists).sorted().toList();
    }
    assertFalse(all.isEmpty(), "no golden files of " + name);
    for (Path folder : all) {
      assertEquals(Files.readString(expected(folder)), reader.read(folder), folder.toString());
    }
  }

  private static Path expected(Path folder) {
    return folder.resolveSibling(folder.getFileName() + ".txt");
  }

  /** Of the little-endian floats. */
  public static String sha256(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return DigestUtils.sha256Hex(bytes.array());
  }
}
