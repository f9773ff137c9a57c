package org.leap.jobs.formats.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringTokenizer;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.text.Quoted;

/**
 * One record, {@code label index:value index:value ...}.
 *
 * @param features in ascending order of their indices, which count from 1
 */
record LibSvmRecord(String label, List<Feature> features) {
  /** A value that is not zero. */
  record Feature(int index, float value) {}

  /** The highest index, 0 if there are no features. */
  int width() {
    return features.isEmpty() ? 0 : features.get(features.size() - 1).index();
  }

  /**
   * Nothing for a line without content. What follows a # is a comment.
   *
   * @throws BadDataException if the line is no record
   */
  static Optional<LibSvmRecord> parse(String file, long line, String text) {
    int comment = text.indexOf('#');
    StringTokenizer words =
        new StringTokenizer(comment < 0 ? text : text.substring(0, comment), " \t\r");
    if (!words.hasMoreTokens()) {
      return Optional.empty();
    }
    String label = words.nextToken();
    if (!Float.isFinite(Numbers.parse(label))) {
      throw bad(file, line, "the label %s is not a number".formatted(Quoted.of(label)));
    }
    List<Feature> features = new ArrayList<>();
    int previous = 0;
    while (words.hasMoreTokens()) {
      Feature feature = feature(file, line, words.nextToken());
      if (feature.index() <= previous) {
        throw bad(
            file,
            line,
            "index %s comes after %s, expected ascending indices"
                .formatted(feature.index(), previous));
      }
      previous = feature.index();
      features.add(feature);
    }
    return Optional.of(new LibSvmRecord(label, features));
  }

  private static Feature feature(String file, long line, String word) {
    int colon = word.indexOf(':');
    int index = colon < 1 ? -1 : index(word.substring(0, colon));
    if (index < 1) {
      throw bad(
          file,
          line,
          String.format(
              Locale.ROOT,
              "%s is not index:value with an index from 1 to %,d",
              Quoted.of(word),
              LibSvmSource.MOST_FEATURES));
    }
    float value = Numbers.parse(word.substring(colon + 1));
    if (!Float.isFinite(value)) {
      throw bad(file, line, "the value in %s is not a finite number".formatted(Quoted.of(word)));
    }
    return new Feature(index, value);
  }

  private static int index(String text) {
    boolean digits = text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    int index = digits ? Integer.parseInt(text) : -1;
    return index <= LibSvmSource.MOST_FEATURES ? index : -1;
  }

  private static BadDataException bad(String file, long line, String problem) {
    return new BadDataException(file, "line %s: %s; correct it".formatted(line, problem));
  }
}
