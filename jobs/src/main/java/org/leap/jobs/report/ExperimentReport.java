package org.leap.jobs.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.p;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.leap.spark.engine.RoundReport;

/**
 * Everything the report of an experiment shows.
 *
 * @param verdict the outcome in a sentence
 * @param errors rates, of every cell
 * @param cells in the order of the table of errors
 * @param measures error rate and flatness over the cells
 * @param particulars versions, hardware and counts, what the runs' time was spent on, and the
 *     resolved experiment file
 */
public record ExperimentReport(
    String name,
    String verdict,
    Table errors,
    List<CellReport> cells,
    List<MeasureReport> measures,
    Particulars particulars) {

  /** A whole HTML page that needs no other file, no network and no script. */
  public String html() {
    ExperimentCurves curves = new ExperimentCurves(this);
    List<DomContent> sections = new ArrayList<>();
    sections.add(Page.section("Error rates", errorRates(), Page.note(errors.legend())));
    sections.add(
        Page.section(
            "Over the cells",
            Page.note(
                "Cells are numbered as in the table. Bars are one standard deviation over the seeds."),
            Page.figures(curves::measures, SvgImage::draw)));
    for (int i = 0; i < curves.shownCells(); i++) {
      int cell = i;
      sections.add(
          Page.section(
              "Cell %s: %s".formatted(cell + 1, cells.get(cell).title()),
              Page.figures(() -> curves.of(cell), SvgImage::draw)));
    }
    if (curves.shownCells() < cells.size()) {
      sections.add(
          p(
              "The curves of the other %s cells are in the reports of their runs."
                  .formatted(cells.size() - curves.shownCells())));
    }
    sections.add(Page.section("Time", Page.note("Of all runs together."), particulars.timeTable()));
    sections.add(Page.section("Versions and hardware", particulars.factTable()));
    sections.add(particulars.configurationSection("experiment"));
    return Page.render(name, "experiment", verdict, sections.toArray(DomContent[]::new));
  }

  private DomContent errorRates() {
    return div(table(
            thead(
                tr(
                    Page.column("cell"),
                    each(errors.header(), title -> th(title).attr("scope", "col")))),
            tbody(
                each(
                    IntStream.range(0, errors.rows().size()).boxed().toList(),
                    row ->
                        tr(
                            Page.row(Integer.toString(row + 1)).withClass("number"),
                            each(errors.rows().get(row), value -> td(value).withClass("cell")))))))
        .withClass("scroll")
        .attr("tabindex", "0");
  }

  /** Its figures as PNG files, by name; empty where Java cannot draw. */
  public Map<String, byte[]> figures() {
    return PngImage.of(new ExperimentCurves(this)::all);
  }

  /**
   * A table as it is shown.
   *
   * @param rows one for every cell
   * @param legend how it is to be read
   */
  public record Table(List<String> header, List<List<String>> rows, String legend) {}

  /**
   * A cell of an experiment.
   *
   * @param title its grid values
   * @param without runs without LEAP; may be empty
   * @param with runs as configured
   */
  public record CellReport(String title, List<RunCurves> without, List<RunCurves> with) {}

  /**
   * A measure of all cells.
   *
   * @param id letters only, for files and anchors
   * @param unit title of the axis
   * @param without one value a cell, NaN where there is none; empty if nothing was trained without
   *     LEAP
   * @param with one value a cell
   */
  public record MeasureReport(
      String id,
      String title,
      String caption,
      String unit,
      List<MeanValue> without,
      List<MeanValue> with) {}

  /**
   * Recorded curves of one of several runs that differ in their seed.
   *
   * @param slice losses around the trained network; empty unless computed
   */
  public record RunCurves(
      List<RoundReport> rounds, List<EpochReport> epochs, List<SliceValue> slice) {}

  /**
   * A loss beside a trained network.
   *
   * @param offset along a random direction, in filter lengths
   */
  public record SliceValue(double offset, double loss) {}
}
