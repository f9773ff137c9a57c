package org.leap.jobs.data.tables;

import java.io.Serializable;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.leap.jobs.data.BadDataException;
import org.leap.jobs.text.Quoted;

/**
 * The classes of a table: the different labels of its training set, sorted as numbers where all are
 * numbers and else as text. {@code 1}, {@code +1} and {@code 1.0} are one label.
 */
final class ClassIndex implements Serializable {
  private static final long serialVersionUID = 1L;

  /** More different labels than this are not classes. */
  private static final int MOST_CLASSES = 10_000;

  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,15}(\\.0*)?");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?");

  private final List<String> names;
  private final Map<String, Integer> labels = new HashMap<>();

  private ClassIndex(List<String> names) {
    this.names = names;
    names.forEach(name -> labels.put(name, labels.size()));
  }

  List<String> names() {
    return names;
  }

  /** The label of a class, unless the training set does not have it. */
  OptionalInt find(String written) {
    Integer label = labels.get(canonical(written));
    return label == null ? OptionalInt.empty() : OptionalInt.of(label);
  }

  /** For messages: {@code the 3 classes of the training set, [a, b, c]}. */
  String inWords() {
    return "the %d classes of the training set, %s".formatted(names.size(), Quoted.list(names));
  }

  private static String canonical(String written) {
    String text = written.strip();
    if (!WHOLE.matcher(text).matches()) {
      return text;
    }
    int dot = text.indexOf('.');
    return String.valueOf(Long.parseLong(dot < 0 ? text : text.substring(0, dot)));
  }

  /** Collects the labels of a training set. */
  static final class Builder {
    private final Set<String> seen = new HashSet<>();
    private final String place;

    /**
     * @param place of the labels, for messages: {@code column "class"}
     */
    Builder(String place) {
      this.place = place;
    }

    void add(String file, String label) {
      if (seen.add(canonical(label)) && seen.size() > MOST_CLASSES) {
        throw new BadDataException(
            file,
            "%s has more than %,d different values, so these are not classes; name another column in data.label"
                .formatted(place, MOST_CLASSES));
      }
    }

    /**
     * @param training whether a network is to learn to tell them apart
     */
    ClassIndex build(String location, boolean training) {
      if (seen.isEmpty() || (training && seen.size() < 2)) {
        throw new BadDataException(
            location,
            "%s holds %s, expected at least two classes; train on data with all of them"
                .formatted(place, seen.isEmpty() ? "no labels" : "the same label everywhere"));
      }
      boolean numbers = seen.stream().allMatch(name -> NUMBER.matcher(name).matches());
      Comparator<String> text = Comparator.naturalOrder();
      Comparator<String> order =
          numbers
              ? Comparator.<String>comparingDouble(Double::parseDouble).thenComparing(text)
              : text;
      return new ClassIndex(seen.stream().sorted(order).toList());
    }
  }
}
