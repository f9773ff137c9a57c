package org.leap.jobs.report;

import static j2html.TagCreator.a;
import static j2html.TagCreator.details;
import static j2html.TagCreator.each;
import static j2html.TagCreator.li;
import static j2html.TagCreator.p;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;
import static j2html.TagCreator.ul;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.leap.core.flatness.SpectralDensity;
import org.leap.spark.engine.RoundReport;

/**
 * Everything the report of an experiment shows.
 *
 * @param verdict the outcome in a sentence
 * @param statements what was to be shown, and what came out over all cells
 * @param errors rates, of every cell and arm
 * @param edges predicted and measured eigenvalues; absent if they were not followed
 * @param forest differences with their intervals; absent if nothing is compared
 * @param flatness of the trained networks; absent if it was not measured
 * @param cells in the order of the table of errors
 * @param measures error rate and flatness over the cells
 * @param placement of the cells on an axis of numbers; absent if the grid has none
 * @param particulars versions, hardware and counts, what the runs' time was spent on, and the
 *     resolved experiment file
 */
public record ExperimentReport(
    String name,
    String verdict,
    List<String> statements,
    Table errors,
    Optional<Table> edges,
    Optional<ForestPlot> forest,
    Optional<Table> flatness,
    List<CellReport> cells,
    List<MeasureReport> measures,
    Optional<Placement> placement,
    Particulars particulars) {

  /** A whole HTML page that needs no other file, no network and no script. */
  public String html() {
    ExperimentCurves curves = new ExperimentCurves(this);
    Map<String, DomContent> sections = new LinkedHashMap<>();
    forest.ifPresent(
        plot ->
            put(
                sections,
                "Effects",
                Page.note(
                    "Difference of the test error in percentage points, less the runs without LEAP, with its 95 % interval: left of 0 is better."
                        + (plot.margin().isPresent() ? " Shaded: the margin." : "")),
                plot.table()));
    put(sections, "Error rates", errors.html(), Page.note(errors.legend()));
    edges.ifPresent(
        table -> put(sections, "Edge of stability", table.html(), Page.note(table.legend())));
    flatness.ifPresent(table -> put(sections, "Flatness", table.html(), Page.note(table.legend())));
    put(
        sections,
        "Over the cells",
        Page.note("Bars are one standard deviation over the seeds."),
        Page.figures(curves::measures, SvgImage::draw));
    for (int i = 0; i < curves.shownCells(); i++) {
      int cell = i;
      put(
          sections,
          "Cell %s: %s".formatted(cell + 1, cells.get(cell).title()),
          Page.figures(() -> curves.of(cell), SvgImage::draw),
          links(cells.get(cell)));
    }
    if (curves.shownCells() < cells.size()) {
      put(
          sections,
          "Other cells",
          p(
              "The curves of the other %s cells are in the reports of their runs."
                  .formatted(cells.size() - curves.shownCells())));
    }
    put(sections, "Time", Page.note("Of all runs together."), particulars.timeTable());
    put(sections, "Versions and hardware", particulars.factTable());
    List<DomContent> all = new ArrayList<>();
    all.add(Page.contents(List.copyOf(sections.keySet())));
    statements.forEach(statement -> all.add(p(statement)));
    all.addAll(sections.values());
    all.add(particulars.configurationSection("experiment"));
    return Page.render(name, "experiment", verdict, all.toArray(DomContent[]::new));
  }

  private static void put(Map<String, DomContent> sections, String title, DomContent... parts) {
    sections.put(title, Page.section(sections.size() + 1, title, parts));
  }

  private static DomContent links(CellReport cell) {
    return details(
        summary("Reports of its %s runs".formatted(cell.runs().size())),
        ul(each(cell.runs(), run -> li(a(run).withHref("runs/%s/report.html".formatted(run))))));
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
  public record Table(List<String> header, List<List<String>> rows, String legend) {
    /** Rows become blocks where the window is narrow. */
    DomContent html() {
      return Page.stacking(
          thead(tr(each(header, title -> th(title).attr("scope", "col")))),
          tbody(
              each(
                  rows,
                  row ->
                      tr(
                          each(
                              IntStream.range(0, row.size()).boxed().toList(),
                              i ->
                                  td(row.get(i))
                                      .withClass("cell")
                                      .attr("data-title", header.get(i).strip()))))));
    }
  }

  /**
   * Where the cells stand on an axis of the grid.
   *
   * @param axis its key
   * @param x value of each cell
   * @param lines what else each cell is, which joins cells
   * @param baselines what each cell is compared with: equal ones are drawn once
   */
  public record Placement(
      String axis, List<Double> x, List<String> lines, List<String> baselines) {}

  /**
   * A cell of an experiment.
   *
   * @param title its grid values
   * @param without runs without LEAP; may be empty
   * @param with runs as configured
   * @param others runs of further arms, by name
   * @param runs names of all their folders
   */
  public record CellReport(
      String title,
      List<RunCurves> without,
      List<RunCurves> with,
      Map<String, List<RunCurves>> others,
      List<String> runs) {
    public CellReport {
      others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
    }
  }

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
   * @param spectrum shares of the Hessian's eigenvalues; empty unless computed
   */
  public record RunCurves(
      List<RoundReport> rounds,
      List<FlatnessReport> flatness,
      List<EpochReport> epochs,
      List<SliceValue> slice,
      List<SpectralDensity.Node> spectrum) {}

  /**
   * A loss beside a trained network.
   *
   * @param offset along a random direction, in filter lengths
   */
  public record SliceValue(double offset, double loss) {}
}
