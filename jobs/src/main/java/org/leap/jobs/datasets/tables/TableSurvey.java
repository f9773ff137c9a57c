package org.leap.jobs.datasets.tables;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaRDD;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.tables.ClassIndex;
import org.leap.jobs.text.Quoted;

/** What the rows of a set are, found in one pass. */
final class TableSurvey implements Serializable {
  private static final long serialVersionUID = 1L;
  private final ArrayList<Long> counts = new ArrayList<>();
  private final TreeSet<String> labels = new TreeSet<>();
  private String firstBad;
  private String twice;

  /**
   * Of rows in their order; each partition is surveyed by itself.
   *
   * @param ownKey whether two rows may have one key
   * @param classes whether labels are classes
   */
  static TableSurvey of(JavaRDD<TableExample> examples, boolean ownKey, boolean classes) {
    TableSurvey all = new TableSurvey();
    examples
        .mapPartitions(rows -> List.of(ofPartition(rows, ownKey, classes)).iterator())
        .collect()
        .forEach(all::plus);
    return all;
  }

  private static TableSurvey ofPartition(
      Iterator<TableExample> rows, boolean ownKey, boolean classes) {
    TableSurvey survey = new TableSurvey();
    long count = 0;
    String before = null;
    while (rows.hasNext()) {
      TableExample row = rows.next();
      count++;
      if (row.problem() == null) {
        if (classes && survey.labels.size() <= ClassIndex.MOST_CLASSES) {
          survey.labels.add(row.label());
        }
      } else if (survey.firstBad == null) {
        survey.firstBad = row.problem();
      }
      if (ownKey && survey.twice == null && row.problem() == null && row.key().equals(before)) {
        survey.twice = before;
      }
      before = row.key();
    }
    survey.counts.add(count);
    return survey;
  }

  private void plus(TableSurvey next) {
    counts.addAll(next.counts);
    labels.addAll(next.labels);
    firstBad = firstBad == null ? next.firstBad : firstBad;
    twice = twice == null ? next.twice : twice;
  }

  /** Of every partition. */
  List<Long> counts() {
    return counts;
  }

  /**
   * Refuses a key that does not tell rows apart.
   *
   * @throws BadDataException if two rows have one
   */
  void checkKeys(String table, String key) {
    if (twice != null) {
      throw new BadDataException(
          table,
          "row %s: another row has the same value in column %s; name a column in data.key whose values are there once"
              .formatted(Quoted.bare(twice), Quoted.of(key)));
    }
  }

  /** The classes of the rows. */
  ClassIndex classes(String table, String label, boolean training) {
    ClassIndex.Builder builder = new ClassIndex.Builder("column " + Quoted.of(label));
    labels.forEach(found -> builder.add(table, found));
    if (firstBad != null) {
      builder.bad(BadDataException.again(firstBad));
    }
    return builder.build(table, training);
  }
}
