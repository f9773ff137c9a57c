package org.leap.jobs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SvgImageTest {
  @Test
  void sameChartTwiceOnAPageHasDifferentIds() {
    ChartBuilder builder = new ChartBuilder("x", "y");
    builder.line("line", Series.of(List.of(1, 2), i -> i, i -> i), ChartBuilder.Look.BLUE);
    var chart = builder.chart().orElseThrow();
    String first = SvgImage.draw(chart, "first", "heading");
    String second = SvgImage.draw(chart, "second", "heading");
    assertEquals(List.of("first-1"), ids(first));
    assertEquals(List.of("second-1"), ids(second));
    assertTrue(first.contains("url(#first-1)"));
    assertEquals(first, second.replace("second-", "first-"));
  }

  @Test
  void coordinatesAreShort() {
    ChartBuilder builder = new ChartBuilder("x", "y");
    builder.line(
        "line", Series.of(List.of(1, 2, 7), i -> i, i -> Math.sqrt(i)), ChartBuilder.Look.BLUE);
    String svg = SvgImage.draw(builder.chart().orElseThrow(), "a", "heading");
    assertEquals(0, Pattern.compile("\\d\\.\\d{3}").matcher(svg).results().count());
  }

  private static List<String> ids(String svg) {
    return Pattern.compile("\\bid=\"([^\"]+)\"")
        .matcher(svg)
        .results()
        .map(id -> id.group(1))
        .toList();
  }
}
