package org.leap.jobs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
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
        List.of(Reports.epoch(1, 0.7 + better, 0.8), Reports.epoch(2, 0.8 + better, 0.6)),
        List.of(new SliceValue(-1, 3), new SliceValue(0, 0.5), new SliceValue(1, 2 - better)));
  }

  private static ExperimentReport report(String name) {
    CellReport cell =
        new CellReport(name, List.of(run(0), run(0.01)), List.of(run(0.02), run(0.03)));
    return new ExperimentReport(
        name,
        "LEAP against none, of 1 cell: better in 1.",
        new ExperimentReport.Table(
            List.of("schedule", "verdict"), List.of(List.of(name, "better")), "legend"),
        List.of(cell, new CellReport("nothing", List.of(), List.of())),
        List.of(
            new MeasureReport(
                "error",
                "Test error",
                "caption",
                "%",
                List.of(new MeanValue(20, 1), new MeanValue(Double.NaN, 0)),
                List.of(new MeanValue(18, 1), new MeanValue(Double.NaN, 0)))),
        new Particulars(Map.of("Java", "17"), Map.of("compute", 10.0), "seeds: [1]\n"));
  }

  @Test
  void everythingIsOnThePage() {
    String html = report("two schedules").html();
    for (String text :
        List.of(
            "<h1>two schedules</h1>",
            "LEAP against none, of 1 cell: better in 1.",
            "<td class=\"cell\">better</td>",
            "Cell 1: two schedules",
            "Loss slice",
            "with LEAP",
            "<code>seeds: [1]\n</code>",
            "compute")) {
      assertTrue(html.contains(text), text);
    }
    // A measure, and four curves of the first cell.
    assertEquals(5, html.split("<svg ", -1).length - 1);
  }

  @Test
  void pageNeedsNothingFromElsewhereAndEscapesWhatComesIn() {
    String html = report("<script>alert('x')</script>").html();
    assertFalse(html.contains("<script"), "script");
    assertFalse(Pattern.compile("(src|href)=").matcher(html).find(), "reference");
    Set<String> ids = new HashSet<>();
    Pattern.compile("\\bid=\"([^\"]+)\"")
        .matcher(html)
        .results()
        .forEach(id -> assertTrue(ids.add(id.group(1)), id.group()));
  }

  @Test
  void figuresArePngFiles() {
    Map<String, byte[]> figures = report("x").figures();
    assertEquals(
        Set.of(
            "error.png", "cell1accuracy.png", "cell1loss.png", "cell1rate.png", "cell1slice.png"),
        figures.keySet());
    figures.values().forEach(png -> assertEquals('P', png[1]));
  }
}
