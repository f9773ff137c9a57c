package org.leap.spark.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * A file that grows where nothing can be appended, as on object stores: what is new goes into part
 * files of its own every few seconds, and all of it into the one file when it is closed.
 */
final class PartFiles implements AppendedFile {
  static final Duration BETWEEN_PARTS = Duration.ofSeconds(10);

  private final Folder folder;
  private final String name;
  private final StringBuilder pending = new StringBuilder();
  private long written = System.nanoTime();
  private int parts;

  PartFiles(Folder folder, String name) throws IOException {
    this.folder = folder;
    this.name = name;
    this.parts = names(folder, name).size();
  }

  /** The part files of a file, in order. */
  static List<String> names(Folder folder, String name) throws IOException {
    String prefix = name + ".part-";
    return folder.names().stream()
        .filter(
            file -> file.startsWith(prefix) && file.substring(prefix.length()).matches("\\d{6}"))
        .toList();
  }

  @Override
  public void append(String text) throws IOException {
    pending.append(text);
    if (System.nanoTime() - written > BETWEEN_PARTS.toNanos()) {
      flush();
    }
  }

  @Override
  public void flush() throws IOException {
    if (pending.length() > 0) {
      parts++;
      folder.write(String.format(Locale.ROOT, "%s.part-%06d", name, parts), pending.toString());
      pending.setLength(0);
    }
    written = System.nanoTime();
  }

  @Override
  public void close() throws IOException {
    flush();
    if (parts > 0) {
      try (var all = folder.openAppended(name)) {
        folder.writeAppended(name, new String(all.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
  }
}
