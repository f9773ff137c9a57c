package org.leap.jobs.text;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the word that somebody probably meant. */
public final class Nearest {
  private Nearest() {}

  private static final int SHORT = 3;

  /**
   * The word at the smallest edit distance, case aside. One edit is allowed in a word of three
   * letters, two in longer ones, or else a third of the letters.
   */
  public static Optional<String> to(String written, Collection<String> words) {
    var text = written.toLowerCase(Locale.ROOT);
    int allowed = text.length() <= SHORT ? 1 : Math.max(2, text.length() / 3);
    var distance = new LevenshteinDistance(allowed);
    return words.stream()
        .map(word -> Map.entry(word, distance.apply(text, word.toLowerCase(Locale.ROOT))))
        .filter(word -> word.getValue() >= 0)
        .min(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey);
  }
}
