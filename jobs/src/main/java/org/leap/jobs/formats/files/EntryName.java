package org.leap.jobs.formats.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.text.Quoted;

/** The name of a file in an archive, which anybody may have written. */
final class EntryName {
  /** A column of a table may begin with an underscore: {@code _day=3/}. */
  private static final Pattern HIDDEN = Pattern.compile("(^|/)(\\.|_(?![^/=]*=[^/]*/))");

  private EntryName() {}

  /**
   * The path relative to {@code folder}, or nothing if the file lies outside of it or is hidden.
   *
   * @param folder of the archive; empty for its root
   * @throws BadDataException if the name leads out of the archive
   */
  static Optional<String> within(String archive, String folder, String entry) {
    List<String> parts = new ArrayList<>();
    for (String part : entry.replace('\\', '/').split("/", -1)) {
      if (part.equals("..")) {
        throw escapes(archive, entry);
      }
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    if (entry.startsWith("/") || entry.indexOf('\0') >= 0 || entry.matches("(?s)[A-Za-z]:.*")) {
      throw escapes(archive, entry);
    }
    String path = String.join("/", parts);
    if (!folder.isEmpty()) {
      if (!path.startsWith(folder + "/")) {
        return Optional.empty();
      }
      path = path.substring(folder.length() + 1);
    }
    return hidden(path) ? Optional.empty() : Optional.of(path);
  }

  /** Spark's markers, the droppings of file managers, and the like. */
  static boolean hidden(String path) {
    return HIDDEN.matcher(path).find();
  }

  private static BadDataException escapes(String archive, String entry) {
    return new BadDataException(
        archive,
        "the entry %s leads out of the archive; do not use an archive that tries this"
            .formatted(Quoted.of(entry)));
  }
}
