package org.leap.jobs.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A chart in the style of the reports: small enough to stay readable on a phone, colours of Okabe
 * and Ito that colour-blind readers tell apart, and strokes and markers that need no colour at all.
 */
final class ChartBuilder {
  /** How a series looks. */
  record Look(Color color, BasicStroke stroke, Marker marker) {
    static final Look BLUE = new Look(new Color(0x0072B2), solid(2.2f), SeriesMarkers.NONE);
    static final Look THIN_BLUE = new Look(new Color(0x0072B2), solid(1.4f), SeriesMarkers.NONE);
    static final Look DASHED_ORANGE =
        new Look(new Color(0xD55E00), dashes(1.8f, 6, 4), SeriesMarkers.DIAMOND);
    static final Look GREEN_WITH_CIRCLES =
        new Look(new Color(0x009E73), solid(2.2f), SeriesMarkers.CIRCLE);
    static final Look PALE_BLUE = area(new Color(0xD9EAF5));
    static final Look LIGHT_BLUE = area(new Color(0xA9D1EA));

    private void applyTo(XYSeries series) {
      series.setLineColor(color);
      series.setLineStyle(stroke);
      series.setMarker(marker);
      series.setMarkerColor(color);
    }

    /** Markers without a line. */
    static Look markers(Color color, Marker marker) {
      return new Look(color, SeriesLines.NONE, marker);
    }

    static Look area(Color color) {
      return new Look(color, SeriesLines.NONE, SeriesMarkers.NONE);
    }

    static BasicStroke dashes(float width, float dash, float gap) {
      return new BasicStroke(
          width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {dash, gap}, 0);
    }

    private static BasicStroke solid(float width) {
      return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
    }
  }

  private static final Color TRANSPARENT = new Color(255, 255, 255, 0);
  private static final int WIDTH = 520;
  private static final int HEIGHT = 340;
  private static final int MOST_MARKERS = 25;

  private final XYChart chart;

  ChartBuilder(String xTitle, String yTitle) {
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
    chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    Font text = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
    var style = chart.getStyler();
    style.setLocale(Locale.ROOT);
    style.setChartBackgroundColor(Color.WHITE);
    style.setPlotBorderVisible(false);
    style.setChartPadding(12);
    style.setPlotGridLinesColor(new Color(0xDDDDDD));
    style.setPlotGridLinesStroke(new BasicStroke(1));
    style.setAxisTickLabelsFont(text.deriveFont(13f));
    style.setAxisTitleFont(text);
    style.setLegendFont(text);
    style.setLegendPosition(LegendPosition.OutsideS);
    style.setLegendLayout(LegendLayout.Horizontal);
    style.setLegendBorderColor(TRANSPARENT);
    style.setLegendBackgroundColor(TRANSPARENT);
    style.setXAxisTickMarkSpacingHint(90);
    style.setMarkerSize(9);
    style.setXAxisDecimalPattern("#,##0");
    style.setyAxisTickLabelsFormattingFunction(ChartBuilder::tick);
  }

  /** Adds a line; nothing if there are no points. */
  void line(String name, Series points, Look look) {
    if (points.points().isEmpty()) {
      return;
    }
    XYSeries series = styled(name, points, look);
    if (points.points().size() == 1 && look.marker == SeriesMarkers.NONE) {
      series.setMarker(SeriesMarkers.SQUARE); // a line through one point is invisible
    } else if (points.points().size() > MOST_MARKERS) {
      series.setMarker(SeriesMarkers.NONE);
    }
  }

  /** Adds a line that the caption explains, without a place in the legend. */
  void unlistedLine(String name, Series points, Look look) {
    styled(name, points, look).setShowInLegend(false);
  }

  /**
   * Lets the x axis run from 0 to {@code last} with round numbers. XChart labels the values
   * themselves (5, 55, 105, without regard to their width) when they are equally spaced, the ends
   * of the axis included; the odd margin keeps it from that.
   */
  void stepAxis(long last) {
    chart.getStyler().setXAxisMin(0.0);
    chart.getStyler().setXAxisMax(last * 1.01 + 0.123);
  }

  /** Labels the x axis with fractions. */
  void fractionsOnX() {
    chart.getStyler().setXAxisDecimalPattern("0.##");
  }

  /** Labels the x axis at whole numbers that occur, for axes with few of them. */
  void labelOccurringX() {
    chart.getStyler().setxAxisTickLabelsFormattingFunction(ChartBuilder::tick);
  }

  /** Adds a filled outline, if there is one. */
  void area(String name, Optional<Series> outline, Look look) {
    outline.ifPresent(
        points -> {
          XYSeries series = styled(name, points, look);
          series.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
          series.setFillColor(look.color);
        });
  }

  /** Adds a filled outline that its line's name explains. */
  void unlistedArea(String name, Optional<Series> outline, Look look) {
    area(name, outline, look);
    outline.ifPresent(points -> chart.getSeriesMap().get(name).setShowInLegend(false));
  }

  /** Lets the x axis show the numbers 1 to {@code cells}; odd margins as in {@link #stepAxis}. */
  void cellAxis(int cells) {
    chart.getStyler().setXAxisMin(0.377);
    chart.getStyler().setXAxisMax(cells + 0.639);
    // A step of one at least, or fractions would be rounded to numbers of cells.
    int pixels = (int) (420 / (cells + 0.262));
    chart.getStyler().setXAxisTickMarkSpacingHint(Math.max(90, pixels));
  }

  /**
   * Adds means as markers with a bar of their deviation on either side; nothing if there are none.
   */
  void errorBars(String name, List<Double> x, List<MeanValue> values, Look look) {
    if (values.isEmpty()) {
      return;
    }
    XYSeries series =
        chart.addSeries(
            name,
            x.stream().mapToDouble(Double::doubleValue).toArray(),
            values.stream().mapToDouble(MeanValue::mean).toArray(),
            values.stream().mapToDouble(MeanValue::deviation).toArray());
    look.applyTo(series);
    chart.getStyler().setErrorBarsColorSeriesColor(true);
  }

  /** The chart, unless it shows nothing. */
  Optional<XYChart> chart() {
    return chart.getSeriesMap().isEmpty() ? Optional.empty() : Optional.of(chart);
  }

  private XYSeries styled(String name, Series points, Look look) {
    XYSeries series =
        chart.addSeries(
            name, points.coordinates(Series.Point::x), points.coordinates(Series.Point::y));
    look.applyTo(series);
    return series;
  }

  private static String tick(double value) {
    if (Math.abs(value) < 1e-12) {
      return "0";
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
    boolean plain = Math.abs(value) >= 1e-4 && Math.abs(value) < 1e7;
    return plain ? rounded.toPlainString() : rounded.toString();
  }
}
