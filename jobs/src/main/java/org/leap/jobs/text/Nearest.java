package org.leap.jobs.text;

import java.util.Collection;
import java.util.Locale;
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
    Optional<String> nearest = Optional.empty();
    int least = allowed + 1;
    for (var word : words) {
      int edits = distance.apply(text, word.toLowerCase(Locale.ROOT));
      if (edits >= 0 && edits < least) {
        nearest = Optional.of(word);
        least = edits;
      }
    }
    return nearest;
  }
}
