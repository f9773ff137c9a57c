package org.leap.jobs.report;

import static j2html.TagCreator.each;
import static j2html.TagCreator.p;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;

/**
 * How a trained network does at the end of its run, beside what is seen after every epoch.
 *
 * @param training on some of the training examples, without augmentation
 * @param trainingExamples how many
 * @param classes of the test set; empty where there are too many to list
 */
public record FinalScores(
    EpochReport.Score training, long trainingExamples, List<OfClass> classes) {
  /** More are no table that anybody reads. */
  public static final int MOST_CLASSES = 100;

  public FinalScores {
    classes = classes == null ? List.of() : List.copyOf(classes);
  }

  /** Share of the test set that is of the class with most of it; 0 where none are listed. */
  public double largestClass() {
    long examples = classes.stream().mapToLong(OfClass::examples).sum();
    long largest = classes.stream().mapToLong(OfClass::examples).max().orElse(0);
    return examples == 0 ? 0 : (double) largest / examples;
  }

  /**
   * A class of the test set.
   *
   * @param examples that are of it
   * @param predicted that are said to be of it
   * @param correct that are both
   */
  public record OfClass(String name, long examples, long predicted, long correct) {
    /** Share of its examples that are said to be of it; NaN without any. */
    public double recall() {
      return (double) correct / examples;
    }

    /** Share of those said to be of it that are; NaN without any. */
    public double precision() {
      return (double) correct / predicted;
    }

    /** Harmonic mean of both; NaN if there is neither an example nor a prediction. */
    public double f1() {
      return 2.0 * correct / (examples + predicted);
    }
  }

  /** By a confusion matrix, the true class first. */
  public static List<OfClass> classes(List<String> names, List<List<Long>> confusion) {
    List<OfClass> classes = new ArrayList<>();
    for (int i = 0; i < confusion.size(); i++) {
      int own = i;
      classes.add(
          new OfClass(
              names.get(i),
              confusion.get(i).stream().mapToLong(n -> n).sum(),
              confusion.stream().mapToLong(row -> row.get(own)).sum(),
              confusion.get(i).get(i)));
    }
    return classes;
  }

  /**
   * Mean F1 of the classes, each counting alike; a class of which there is neither an example nor a
   * prediction does not count.
   */
  public static double macroF1(List<OfClass> classes) {
    return classes.stream()
        .mapToDouble(OfClass::f1)
        .filter(f1 -> !Double.isNaN(f1))
        .average()
        .orElse(Double.NaN);
  }

  DomContent table() {
    if (classes.isEmpty()) {
      return p("Classes are listed up to %s of them.".formatted(MOST_CLASSES));
    }
    return Page.scrolling(
        thead(
            tr(
                th("Class").attr("scope", "col"),
                Page.column("Examples"),
                Page.column("Predicted"),
                Page.column("Recall"),
                Page.column("Precision"),
                Page.column("F1"))),
        tbody(
            each(
                classes,
                one ->
                    tr(
                        Page.row(one.name()),
                        td(Long.toString(one.examples())).withClass("number"),
                        td(Long.toString(one.predicted())).withClass("number"),
                        Page.number(one.recall(), 4),
                        Page.number(one.precision(), 4),
                        Page.number(one.f1(), 4)))));
  }
}
