package org.leap.jobs.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Reads the text of a configuration file, within bounds. */
final class ConfigFile {
  static final int LARGEST = 1 << 20;

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private ConfigFile() {}

  /** The text of a plain UTF-8 file of at most 1 MiB. */
  static String read(Path file) throws Refusal {
    if (Files.isDirectory(file)) {
      throw new Refusal("this is a directory; expected a YAML file");
    }
    if (!Files.exists(file) && !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new Refusal("no such file; check the path");
    }
    if (!Files.isRegularFile(file)) {
      throw new Refusal("this is not a plain file; expected a YAML file");
    }
    return decode(bytes(file));
  }

  private static byte[] bytes(Path file) throws Refusal {
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new Refusal("the file is larger than 1 MiB; expected a configuration");
      }
      return bytes;
    } catch (AccessDeniedException e) {
      throw new Refusal("no permission to read the file");
    } catch (IOException e) {
      throw new Refusal("cannot read the file: " + e.getMessage());
    }
  }

  private static String decode(byte[] bytes) throws Refusal {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new Refusal("the file is not UTF-8 text; save it as UTF-8");
    }
  }
}
