package org.leap.jobs.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.leap.core.flatness.SpectralDensity;
import org.leap.jobs.report.ExperimentReport.CellReport;
import org.leap.jobs.report.ExperimentReport.MeasureReport;
import org.leap.jobs.report.ExperimentReport.RunCurves;
import org.leap.jobs.report.ExperimentReport.SliceValue;

class ExperimentReportTest {
  private static RunCurves run(double better) {
    return new RunCurves(
        IntStream.rangeClosed(1, 20)
            .mapToObj(i -> Reports.round(i, 2.0 / i - better, 0.1, 0.2))
            .toList(),
        List.of(
            new FlatnessReport(1, 10, 0.5, 18 + better, 0, 1, 0.1, 2, 0),
            new FlatnessReport(2, 20, 0.4, 21 + better, 0, 1, 0.1, 2, 0)),
        List.of(Reports.epoch(1, 0.7 + better, 0.8), Reports.epoch(2, 0.8 + better, 0.6)),
        List.of(new SliceValue(-1, 3), new SliceValue(0, 0.5), new SliceValue(1, 2 - better)),
        List.of(
            new SpectralDensity.Node(-1, 0.2),
            new SpectralDensity.Node(0, 0.7),
            new SpectralDensity.Node(10 - better, 0.1)));
  }

  private static ExperimentReport report(String name) {
    CellReport cell =
        new CellReport(
            name,
            List.of(run(0), run(0.01)),
            List.of(run(0.02), run(0.03)),
            Map.of("sam", List.of(run(0.05))),
            List.of("plain_seed1", "leap_seed1"));
    return new ExperimentReport(
        name,
        "LEAP against none, of 1 cell: better in 1.",
        List.of("Hypothesis: " + name),
        new ExperimentReport.Table(
            List.of("schedule", "verdict"), List.of(List.of(name, "better")), "legend"),
        Optional.of(
            new ExperimentReport.Table(
                List.of("schedule", "predicted"), List.of(List.of(name, "1.73")), "the law")),
        Optional.of(
            new ForestPlot(
                List.of(new ForestPlot.Effect(name, -1, -3, 1, "-1.00 [-3.00, +1.00]", "better")),
                OptionalDouble.of(2))),
        Optional.of(
            new ExperimentReport.Table(
                List.of("measure"), List.of(List.of("training loss")), "compare at equal losses")),
        List.of(cell, new CellReport("nothing", List.of(), List.of(), Map.of(), List.of())),
        List.of(
            new MeasureReport(
                "error",
                "Test error",
                "caption",
                "%",
                List.of(new MeanValue(20, 1), new MeanValue(Double.NaN, 0)),
                List.of(new MeanValue(18, 1), new MeanValue(Double.NaN, 0)))),
        Optional.empty(),
        new Particulars(Map.of("Java", "17"), Map.of("compute", 10.0), "seeds: [1]\n"));
  }

  @Test
  void everythingIsOnThePage() {
    String html = report("two schedules").html();
    for (String text :
        List.of(
            "<h1>two schedules</h1>",
            "LEAP against none, of 1 cell: better in 1.",
            "<td class=\"cell\" data-title=\"verdict\">better</td>",
            "Hypothesis: two schedules",
            "<a href=\"#section1\">Effects</a>",
            "<a href=\"runs/leap_seed1/report.html\">",
            "Spectral density",
            "compare at equal losses",
            "sam",
            "1.73",
            "the law",
            "Largest Hessian eigenvalue",
            "Cell 1: two schedules",
            "Loss slice",
            "with LEAP",
            "<code>seeds: [1]\n</code>",
            "compute")) {
      assertTrue(html.contains(text), text);
    }
    // A bar, a measure, and six curves of the first cell; the other's have nothing to draw.
    assertEquals(8, html.split("<svg ", -1).length - 1);
  }

  @Test
  void pageNeedsNothingFromElsewhereAndEscapesWhatComesIn() {
    String html = report("<script>alert('x')</script>").html();
    assertFalse(html.contains("<script"), "script");
    assertFalse(
        Pattern.compile("src=|href=\"(?!#section\\d|runs/[a-z0-9_]+/report.html\")")
            .matcher(html)
            .find(),
        "reference");
    Set<String> ids = new HashSet<>();
    Pattern.compile("\\bid=\"([^\"]+)\"")
        .matcher(html)
        .results()
        .forEach(id -> assertTrue(ids.add(id.group(1)), id.group()));
  }

  /** -1 is left of the middle of 240 by a third of the reach of 3, which takes 46 % of it. */
  @Test
  void effectsStandOnOneScale() {
    String html = report("x").html();
    assertTrue(html.contains("<circle cx=\"83.2\""), html);
    assertTrue(html.contains("M9.6 9H156.8"), html);
    assertTrue(html.contains("<rect x=\"46.4\" y=\"0\" width=\"147.2\""), html);
  }

  /** Sigma on x, a line for every scope, and the runs without LEAP once. */
  @Test
  void cellsStandAtTheirNumbersWhereTheGridHasSome() {
    List<MeanValue> plain = Collections.nCopies(4, new MeanValue(20, 1));
    List<MeanValue> leap =
        List.of(
            new MeanValue(18, 1), new MeanValue(17, 1), new MeanValue(19, 1), new MeanValue(16, 1));
    var measure = new MeasureReport("error", "Test error", "caption", "%", plain, leap);
    var placement =
        new ExperimentReport.Placement(
            "perturbation.sigma",
            List.of(0.5, 0.5, 2.0, 2.0),
            List.of("scalar", "layer", "scalar", "layer"),
            Collections.nCopies(4, "plain_seed1"));
    ExperimentReport report = report("x");
    ExperimentReport placed = of(report, List.of(), List.of(measure), Optional.of(placement));
    var series =
        new ExperimentCurves(placed).measures().get(0).chart().orElseThrow().getSeriesMap();
    assertEquals(List.of("without LEAP", "scalar", "layer"), List.copyOf(series.keySet()));
    assertArrayEquals(new double[] {0.5, 2}, series.get("scalar").getXData());
    assertArrayEquals(new double[] {18, 19}, series.get("scalar").getYData());
    assertArrayEquals(new double[] {20, 20}, series.get("without LEAP").getYData());
  }

  /** The report with nothing but an error table, these and its particulars. */
  private static ExperimentReport of(
      ExperimentReport report,
      List<CellReport> cells,
      List<MeasureReport> measures,
      Optional<ExperimentReport.Placement> placement) {
    return new ExperimentReport(
        "x",
        "",
        List.of(),
        report.errors(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        cells,
        measures,
        placement,
        report.particulars());
  }

  /** The other cell's rate is the first one's. */
  @Test
  void equalRatesAreShownOnce() {
    CellReport cell = report("x").cells().get(0);
    ExperimentReport report = report("x");
    ExperimentReport twice = of(report, List.of(cell, cell), List.of(), Optional.empty());
    ExperimentCurves curves = new ExperimentCurves(twice);
    assertEquals(6, curves.of(0).size());
    assertEquals(5, curves.of(1).size());
  }

  @Test
  void figuresArePngFiles() {
    Map<String, byte[]> figures = report("x").figures();
    assertEquals(
        Set.of(
            "error.png",
            "cell1accuracy.png",
            "cell1loss.png",
            "cell1rate.png",
            "cell1eigenvalue.png",
            "cell1slice.png",
            "cell1spectrum.png"),
        figures.keySet());
    figures.values().forEach(png -> assertEquals('P', png[1]));
  }
}
