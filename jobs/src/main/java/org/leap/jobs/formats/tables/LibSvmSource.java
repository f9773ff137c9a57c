package org.leap.jobs.formats.tables;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.StringTokenizer;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.DataNames;
import org.leap.jobs.formats.Labels;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.formats.files.DataFile;
import org.leap.jobs.formats.files.DataStream;
import org.leap.jobs.text.Quoted;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.FeatureType;

/**
 * Files of sparse records in the format of LIBSVM, made dense. Labels are numbers or words. Opening
 * them reads the training set once, for its classes and its highest index. Files that are scored
 * may lack the labels, in every record.
 */
public final class LibSvmSource {
  private static final String EXPECTED = "LIBSVM files";

  private final ClassIndex.Builder classes;
  private final Optional<List<String>> known;
  private int width;
  private boolean begun;
  private boolean labelled = true;

  private LibSvmSource(boolean numbers, Optional<List<String>> known) {
    this.classes = ClassIndex.Builder.of("the first column", numbers);
    this.known = known;
  }

  /**
   * Opens LIBSVM files: reads the classes from the training set.
   *
   * @param locations file, folder or archive of each subset; without a training set the first of
   *     the others tells the classes
   * @param features number of features, the highest index of the training set when absent
   * @param numbers whether labels are numbers to predict
   * @param known classes of the model that scores the records, which then may have no labels: the
   *     first tells it of all
   * @throws BadDataException if the labels are not classes
   */
  public static Source open(
      Map<Subset, String> locations,
      OptionalInt features,
      boolean numbers,
      Optional<List<String>> known,
      Configuration hadoop)
      throws IOException {
    return new LibSvmSource(numbers, known).opened(locations, features, hadoop);
  }

  private Source opened(Map<Subset, String> locations, OptionalInt features, Configuration hadoop)
      throws IOException {
    String training = Subset.first(locations);
    int most = features.orElse(Row.MOST_FEATURES);
    for (DataFile file : DataFile.at(training, EXPECTED, hadoop)) {
      file.read(hadoop, content -> content.lines((line, at) -> scan(line, at, most)));
    }
    ClassIndex index =
        labelled
            ? classes.build(training, locations.containsKey(Subset.TRAIN))
            : ClassIndex.unlabelled(known.orElseThrow());
    int values = features.orElse(width);
    if (values == 0) {
      throw new BadDataException(training, "has no features in any record; use another file");
    }
    return new Source.Opened(
        new ExampleShape(values, 1, 1, index.names().size(), FeatureType.FLOAT32),
        new DataNames(index.names(), List.of(), List.of(), labelled),
        DataFile.Partition.of(locations, EXPECTED, new Reading(values, labelled, index), hadoop),
        List.of(),
        new Source.Traits(true, List.of()));
  }

  private void scan(String line, RecordPosition at, int most) {
    if (Row.isEmpty(line)) {
      return;
    }
    if (!begun) {
      begun = true;
      labelled = known.isEmpty() || Row.beginsWithLabel(line);
    }
    if (!labelled) {
      return; // The model knows the width.
    }
    Row row;
    try {
      row = Row.parse(line, at, most, true).checked();
    } catch (BadDataException e) {
      classes.bad(e); // Whoever reads the examples decides about it.
      return;
    }
    width = Math.max(width, row.highest());
    classes.add(at.file(), row.label());
  }

  private record Reading(int width, boolean labelled, ClassIndex classes)
      implements DataFile.Partition.Format {
    @Override
    public void read(DataFile file, DataStream content, Source.Sink sink) throws IOException {
      content.lines(
          (line, at) -> {
            if (!Row.isEmpty(line)) {
              classes.example(() -> Row.parse(line, at, width, labelled), at, sink);
            }
          });
    }
  }

  /**
   * One record, {@code label index:value index:value ...}.
   *
   * @param label null if it has none
   * @param values by their indices, which count from 1
   * @param width the highest index that may be
   */
  private record Row(String label, SortedMap<Integer, Float> values, RecordPosition at, int width)
      implements ClassIndex.Row {
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

    /** Of a line that is not empty. */
    static boolean beginsWithLabel(String line) {
      return words(line).nextToken().indexOf(':') < 0;
    }

    /** Of a line that is not empty. */
    static Row parse(String line, RecordPosition at, int width, boolean labelled) {
      StringTokenizer words = words(line);
      String label = labelled ? words.nextToken() : null;
      if (labelled && (Labels.isMissing(label) || label.indexOf(':') >= 0)) {
        throw at.badLine(
            "%s is no label, expected a number or a word before index:value; correct it",
            Quoted.of(label));
      }
      Row row = new Row(label, new TreeMap<>(), at, width);
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
            "%s is not index:value with an index from 1 to %,d; correct it",
            Quoted.of(word), MOST_FEATURES);
      }
      float value = FloatBytes.parse(word.substring(colon + 1));
      if (!Float.isFinite(value)) {
        throw at.badLine("the value in %s is not a finite number; correct it", Quoted.of(word));
      }
      if (index <= highest()) {
        throw at.badLine(
            "index %s comes after %s, expected ascending indices; correct it", index, highest());
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

    /** This row, unless it is wider than it may be. */
    Row checked() {
      if (highest() > width) {
        throw bad(
            "index %s is out of range, expected 1 to %s; set data.features to the number of features",
            highest(), width);
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
    public BadDataException bad(String problem, Object... values) {
      return at.badLine(problem, values);
    }

    @Override
    public String quotedLabel() {
      return Quoted.bare(label);
    }
  }
}
