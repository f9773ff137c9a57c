package org.leap.jobs.report;

import static j2html.TagCreator.each;
import static j2html.TagCreator.p;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;
import static java.util.Objects.requireNonNull;

import j2html.tags.DomContent;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.leap.spark.engine.RoundReport;

/**
 * Everything the report of a run shows.
 *
 * @param name name of the run
 * @param rounds averaging rounds in order; may be empty
 * @param epochs evaluations in order; may be empty
 */
public record RunReport(
    String name, List<RoundReport> rounds, List<EpochReport> epochs, Particulars particulars) {

  public RunReport {
    requireNonNull(name, "name is null");
    rounds = List.copyOf(rounds);
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
    return Page.render(
        name,
        "run",
        verdict(),
        Page.section("Summary", particulars.factTable()),
        Page.section("Curves", Page.figures(() -> Curves.of(this), drawing)),
        Page.section("Epochs", epochTable()),
        Page.section("Time", particulars.timeTable()),
        particulars.configurationSection("configuration"));
  }

  /** Its figures as PNG files, by name; empty where Java cannot draw. */
  public Map<String, byte[]> figures() {
    return PngImage.of(() -> Curves.of(this));
  }

  /** The outcome in one sentence. */
  private String verdict() {
    List<EpochReport> evaluated =
        epochs.stream().filter(e -> Double.isFinite(e.testAccuracy())).toList();
    if (evaluated.isEmpty()) {
      return "The run was not evaluated on a test set.";
    }
    EpochReport last = evaluated.get(evaluated.size() - 1);
    // Of equals the earliest wins.
    EpochReport best =
        evaluated.stream().max(Comparator.comparingDouble(EpochReport::testAccuracy)).orElseThrow();
    String outcome = "Final test accuracy " + words(last);
    if (best.testAccuracy() > last.testAccuracy()) {
      return outcome + "; the best was " + words(best) + ".";
    }
    return outcome + (evaluated.size() > 1 ? ", the best of the run." : ".");
  }

  private static String words(EpochReport epoch) {
    return String.format(Locale.ROOT, "%.4f after epoch %d", epoch.testAccuracy(), epoch.epoch());
  }

  private DomContent epochTable() {
    if (epochs.isEmpty()) {
      return p("The run was not evaluated on a test set.");
    }
    return Page.scrolling(
        thead(tr(Page.column("Epoch"), Page.column("Test accuracy"), Page.column("Test loss"))),
        tbody(
            each(
                epochs,
                epoch ->
                    tr(
                        Page.row(Integer.toString(epoch.epoch())).withClass("number"),
                        Page.number(epoch.testAccuracy(), 4),
                        Page.number(epoch.testLoss(), 4)))));
  }
}
