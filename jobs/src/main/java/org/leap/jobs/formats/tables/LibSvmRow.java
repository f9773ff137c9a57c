package org.leap.jobs.formats.tables;

import java.util.Locale;
import java.util.SortedMap;
import java.util.StringTokenizer;
import java.util.TreeMap;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.text.Quoted;

/**
 * One record, {@code label index:value index:value ...}.
 *
 * @param values by their indices, which count from 1
 * @param width the highest index that may be
 */
record LibSvmRow(String label, SortedMap<Integer, Float> values, RecordPosition at, int width)
    implements LabelledRow {
  /** Dense examples of more would fill memory with zeros. */
  static final int MOST_FEATURES = 1_000_000;

  /** The words of a line before its comment, which begins with a #. */
  private static StringTokenizer words(String line) {
    int comment = line.indexOf('#');
    return new StringTokenizer(comment < 0 ? line : line.substring(0, comment), " \t\r");
  }

  static boolean isEmpty(String line) {
    return !words(line).hasMoreTokens();
  }

  /**
   * @param line that is not empty
   * @throws BadDataException if it is no record
   */
  static LibSvmRow parse(String line, RecordPosition at, int width) {
    StringTokenizer words = words(line);
    LibSvmRow row = new LibSvmRow(words.nextToken(), new TreeMap<>(), at, width);
    if (!Float.isFinite(FloatBytes.parse(row.label))) {
      throw at.badLine("the label %s is not a number; correct it".formatted(Quoted.of(row.label)));
    }
    while (words.hasMoreTokens()) {
      row.add(words.nextToken());
    }
    return row;
  }

  private void add(String word) {
    int colon = word.indexOf(':');
    int index = colon < 1 ? -1 : index(word.substring(0, colon));
    if (index < 1) {
      throw at.badLine(
          String.format(
              Locale.ROOT,
              "%s is not index:value with an index from 1 to %,d; correct it",
              Quoted.of(word),
              MOST_FEATURES));
    }
    float value = FloatBytes.parse(word.substring(colon + 1));
    if (!Float.isFinite(value)) {
      throw at.badLine(
          "the value in %s is not a finite number; correct it".formatted(Quoted.of(word)));
    }
    if (index <= highest()) {
      throw at.badLine(
          "index %s comes after %s, expected ascending indices; correct it"
              .formatted(index, highest()));
    }
    values.put(index, value);
  }

  private static int index(String text) {
    boolean digits = text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    int index = digits ? Integer.parseInt(text) : -1;
    return index <= MOST_FEATURES ? index : -1;
  }

  /** The highest index, 0 if there are no features. */
  int highest() {
    return values.isEmpty() ? 0 : values.lastKey();
  }

  /**
   * This row.
   *
   * @throws BadDataException if it is wider than it may be
   */
  LibSvmRow checked() {
    if (highest() > width) {
      throw bad(
          "index %s is out of range, expected 1 to %s; set data.features to the number of features"
              .formatted(highest(), width));
    }
    return this;
  }

  @Override
  public byte[] features() {
    FloatBytes bytes = new FloatBytes(checked().width);
    values.forEach((index, value) -> bytes.set(index - 1, value));
    return bytes.bytes();
  }

  @Override
  public BadDataException bad(String problem) {
    return at.badLine(problem);
  }

  @Override
  public String quotedLabel() {
    return Quoted.bare(label);
  }
}
