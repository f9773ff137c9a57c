package org.leap.jobs.formats;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What files write for the class of an example: text or numbers, by one rule in all formats. */
public final class Labels {
  private static final Set<String> MISSING = Set.of("NA", "?");
  private static final Set<String> MISSING_IN_ANY_CASE = Set.of("nan", "null");
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,15}(\\.0*)?");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?");

  private Labels() {}

  /** Whether it says that there is no label: blank, {@code NA}, {@code ?}, NaN or null. */
  public static boolean isMissing(String written) {
    String text = written.strip();
    return text.isEmpty()
        || MISSING.contains(text)
        || MISSING_IN_ANY_CASE.contains(text.toLowerCase(Locale.ROOT));
  }

  /** The name of the class: {@code 1}, {@code +1} and {@code 1.0} are one. */
  public static String canonical(String written) {
    String text = written.strip();
    if (!WHOLE.matcher(text).matches()) {
      return text;
    }
    int dot = text.indexOf('.');
    return String.valueOf(Long.parseLong(dot < 0 ? text : text.substring(0, dot)));
  }

  /** Names of classes sorted as numbers where all are numbers, and else as text. */
  public static List<String> inOrder(Collection<String> names) {
    boolean numbers = names.stream().allMatch(name -> NUMBER.matcher(name).matches());
    Comparator<String> text = Comparator.naturalOrder();
    Comparator<String> order =
        numbers
            ? Comparator.<String>comparingDouble(Double::parseDouble).thenComparing(text)
            : text;
    return names.stream().sorted(order).toList();
  }
}
