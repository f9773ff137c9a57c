package org.leap.jobs.formats.tables;

import java.io.Serializable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.Labels;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.Source;
import org.leap.jobs.text.Quoted;

/**
 * What the labels of a table stand for: the classes, which are the different labels of its training
 * set, in order, or the numbers that they are.
 */
public final class ClassIndex implements Serializable {
  private static final long serialVersionUID = 1L;

  /** More different labels than this are not classes. */
  public static final int MOST_CLASSES = 10_000;

  private final List<String> names;
  private final Map<String, Integer> labels = new HashMap<>();

  private final Kind kind;

  private enum Kind {
    CLASSES,
    NUMBERS,
    NONE
  }

  private ClassIndex(List<String> labels, List<String> names, Kind kind) {
    this.names = names;
    this.kind = kind;
    labels.forEach(label -> this.labels.put(label, this.labels.size()));
  }

  /** The classes of rows without labels, each of which gets the first. */
  public static ClassIndex unlabelled(List<String> names) {
    return new ClassIndex(List.of(), List.copyOf(names), Kind.NONE);
  }

  /** Of labels that are numbers to predict. */
  public static ClassIndex ofNumbers() {
    return new ClassIndex(List.of(), List.of(), Kind.NUMBERS);
  }

  /** In the order of the labels; none where they are numbers. */
  public List<String> names() {
    return names;
  }

  /** Hands over the example that a row is, or why it is none. */
  public void example(Supplier<Row> source, RecordPosition at, Source.Sink sink) {
    int label;
    byte[] features;
    try {
      Row row = source.get();
      label = label(row);
      features = row.features();
    } catch (BadDataException e) {
      sink.bad(e, at);
      return;
    }
    sink.example(features, label, at);
  }

  private int label(Row row) {
    if (kind == Kind.NONE) {
      return 0;
    }
    if (kind == Kind.NUMBERS) {
      float number = FloatBytes.parse(row.label().strip());
      if (!Float.isFinite(number)) {
        throw row.bad(
            "label %s is not a finite number of single precision, as data.task: regression wants; correct it",
            row.quotedLabel());
      }
      return Float.floatToRawIntBits(number);
    }
    Integer label = labels.get(Labels.canonical(row.label()));
    if (label == null) {
      throw row.bad(
          "label %s is not among the %s classes of the training set, %s; correct it",
          row.quotedLabel(), names.size(), Quoted.list(names));
    }
    return label;
  }

  /** Collects the labels of a training set. */
  public static final class Builder {
    private final Set<String> seen = new HashSet<>();
    private final String place;
    private final List<String> named;
    private final boolean numbers;
    private BadDataException firstBad;

    /** Place of the labels, for messages: {@code column "class"}. */
    public Builder(String place) {
      this(place, List.of());
    }

    /**
     * The same where a label may be the number of a name.
     *
     * @param named empty where a label is its own name
     */
    public Builder(String place, List<String> named) {
      this(place, named, false);
    }

    private Builder(String place, List<String> named, boolean numbers) {
      this.place = place;
      this.named = named;
      this.numbers = numbers;
    }

    /** The same where labels may be numbers to predict, which are not collected. */
    static Builder of(String place, boolean numbers) {
      return new Builder(place, List.of(), numbers);
    }

    /** The label of a record that can be used. */
    public void add(String file, String label) {
      if (!numbers && seen.add(Labels.canonical(label)) && seen.size() > MOST_CLASSES) {
        throw new BadDataException(
            file,
            "%s has more than %,d different values, so these are not classes; name another column in data.label, or set data.task to regression where it is a number to predict",
            place,
            MOST_CLASSES);
      }
    }

    /** A record that cannot be used has no class, but may be why there are too few. */
    public void bad(BadDataException reason) {
      firstBad = firstBad == null ? reason : firstBad;
    }

    boolean has(String label) {
      return seen.contains(Labels.canonical(label));
    }

    /** In training, a network is to learn to tell them apart. */
    public ClassIndex build(String location, boolean training) {
      if (numbers) {
        return ofNumbers();
      }
      if (seen.isEmpty() && firstBad != null) {
        throw firstBad;
      }
      if (seen.isEmpty() || (training && seen.size() < 2)) {
        String problem =
            "%s holds %s, expected at least two classes; train on data with all of them"
                .formatted(place, seen.isEmpty() ? "no labels" : "the same label everywhere");
        throw new BadDataException(
            location,
            firstBad == null
                ? problem
                : "%s; the first record that cannot be used: %s"
                    .formatted(problem, firstBad.getMessage()));
      }
      List<String> labels = Labels.inOrder(seen);
      return new ClassIndex(
          labels,
          named.isEmpty()
              ? labels
              : labels.stream().map(label -> named.get(Integer.parseInt(label))).toList(),
          Kind.CLASSES);
    }
  }

  /** A row of a table, which may be read no further than it is asked for. */
  public interface Row {
    /** The label as it is written; of a row without one, nothing asks for it. */
    String label();

    /** The features as they are stored. */
    byte[] features();

    /** Why this row cannot be used. */
    BadDataException bad(String problem, Object... values);

    /** For messages. */
    default String quotedLabel() {
      return Quoted.of(label());
    }
  }
}
