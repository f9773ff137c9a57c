package org.leap.spark.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/** What this code was built from, as the build has written it beside the classes. */
public final class Release {
  private static final String FILE = "release.properties";

  /** What is not filled in begins with a dollar; what comes of no repository is empty. */
  private static final Pattern FILLED_IN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,39}");

  private static final Properties VALUES = read();

  private Release() {}

  /** The version; nothing for classes that Maven has not built. */
  public static Optional<String> version() {
    return value("version");
  }

  /** The version, or in words that there is none. */
  static String name() {
    return version().orElse("(not built by Maven)");
  }

  /** The commit, with {@code -dirty} behind it if files differed; nothing outside a repository. */
  public static Optional<String> commit() {
    return value("commit");
  }

  /** Both in words, such as {@code 0.2.0, commit 0123456789ab}. */
  public static String inWords() {
    return commit().map(commit -> name() + ", commit " + commit).orElse(name());
  }

  private static Optional<String> value(String key) {
    return Optional.of(VALUES.getProperty(key, "").strip())
        .filter(value -> FILLED_IN.matcher(value).matches());
  }

  private static Properties read() {
    Properties values = new Properties();
    try (InputStream file = Release.class.getResourceAsStream(FILE)) {
      if (file != null) {
        values.load(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return values;
  }
}
