package org.leap.jobs.report;

import static j2html.TagCreator.each;
import static j2html.TagCreator.p;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;
import static java.util.Objects.requireNonNull;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.leap.jobs.report.EpochReport.Measure;
import org.leap.spark.engine.RoundReport;

/**
 * Everything the report of a run shows.
 *
 * @param name name of the run
 * @param rounds averaging rounds in order; may be empty
 * @param flatness measurements of the sharpest direction in order; may be empty
 * @param epochs evaluations in order; may be empty
 * @param scores of the trained network, if it has been tried
 */
public record RunReport(
    String name,
    List<RoundReport> rounds,
    List<FlatnessReport> flatness,
    List<EpochReport> epochs,
    Optional<FinalScores> scores,
    Particulars particulars) {

  public RunReport {
    requireNonNull(name, "name is null");
    rounds = List.copyOf(rounds);
    flatness = List.copyOf(flatness);
    epochs = List.copyOf(epochs);
  }

  /**
   * A whole HTML page that needs no other file, no network and no script.
   *
   * <p>Where the Java installation cannot draw (no fonts, as in some slim containers), the page
   * says so in place of the curves.
   */
  public String html() {
    return html(SvgImage::draw);
  }

  String html(Page.Drawing drawing) {
    List<DomContent> sections = new ArrayList<>();
    sections.add(Page.section("Summary", particulars.factTable()));
    sections.add(Page.section("Curves", Page.figures(() -> Curves.of(this), drawing)));
    sections.add(
        Page.section(
            "Epochs",
            each(best().map(this::bestInWords).stream().toList(), Page::note),
            epochTable()));
    scores
        .filter(found -> found.training().measure() == Measure.ACCURACY)
        .ifPresent(found -> sections.add(Page.section("Classes", found.table())));
    sections.add(Page.section("Time", particulars.timeTable()));
    sections.add(particulars.configurationSection("configuration"));
    return Page.render(name, "run", verdict(), sections.toArray(DomContent[]::new));
  }

  /** Its figures as PNG files, by name; empty where Java cannot draw. */
  public Map<String, byte[]> figures() {
    return PngImage.of(() -> Curves.of(this));
  }

  /** The outcome in one sentence, and what the training set makes of it. */
  String verdict() {
    Optional<EpochReport> best = best();
    if (best.isEmpty()) {
      return "The run was not evaluated on a test set.";
    }
    List<EpochReport> evaluated = evaluated();
    EpochReport last = evaluated.get(evaluated.size() - 1);
    String outcome = "Final test %s %s".formatted(measure().inWords(), words(last));
    if (best.get().testScore() > last.testScore()) {
      outcome += "; the best was " + words(best.get()) + ".";
    } else {
      outcome += evaluated.size() > 1 ? ", the best of the run." : ".";
    }
    return outcome
        + scores
            .map(
                found ->
                    String.format(
                        Locale.ROOT,
                        " On %,d of the training examples: %s %.4f, loss %.4f.",
                        found.trainingExamples(),
                        measure().inWords(),
                        found.training().value(),
                        found.training().loss()))
            .orElse("");
  }

  private List<EpochReport> evaluated() {
    return epochs.stream().filter(e -> Double.isFinite(e.testScore())).toList();
  }

  /** By the test set. Of equals the earliest wins. */
  private Optional<EpochReport> best() {
    return evaluated().stream().max(Comparator.comparingDouble(EpochReport::testScore));
  }

  private boolean validates() {
    return epochs.stream().anyMatch(epoch -> epoch.validation() != null);
  }

  private String bestInWords(EpochReport best) {
    return "Best test %s %s%s"
        .formatted(
            measure().inWords(),
            words(best),
            validates() ? "; the validation set decides which to keep." : ".");
  }

  private static String words(EpochReport epoch) {
    return String.format(Locale.ROOT, "%.4f after epoch %d", epoch.testScore(), epoch.epoch());
  }

  private DomContent epochTable() {
    if (epochs.isEmpty()) {
      return p("The run was not evaluated on a test set.");
    }
    int best = best().map(EpochReport::epoch).orElse(0);
    boolean validated = validates();
    List<String> titles = new ArrayList<>(List.of("Epoch", of("Test"), "Test loss"));
    if (validated) {
      titles.addAll(List.of(of("Validation"), "Validation loss"));
    }
    return Page.scrolling(
        thead(tr(each(titles, Page::column))),
        tbody(
            each(
                epochs,
                epoch ->
                    tr(
                            Page.row(Integer.toString(epoch.epoch())).withClass("number"),
                            Page.number(epoch.testScore(), 4),
                            Page.number(epoch.testLoss(), 4),
                            each(
                                validated ? validation(epoch) : List.<Double>of(),
                                value -> Page.number(value, 4)))
                        .withCondClass(epoch.epoch() == best && epochs.size() > 1, "best"))));
  }

  private static List<Double> validation(EpochReport epoch) {
    return epoch.validation() == null
        ? List.of(Double.NaN, Double.NaN)
        : List.of(epoch.validation().value(), epoch.validation().loss());
  }

  /** What the scores of the run are. */
  Measure measure() {
    return epochs.isEmpty() ? Measure.ACCURACY : epochs.get(0).measure();
  }

  private String of(String set) {
    return set + " " + measure().inWords();
  }
}
