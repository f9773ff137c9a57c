package org.leap.jobs.report;

import static j2html.TagCreator.each;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.tr;

import j2html.tags.DomContent;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * Differences with their intervals, one below the other on one scale.
 *
 * @param margin differences below it do not matter; shaded
 */
public record ForestPlot(List<Effect> effects, OptionalDouble margin) {
  private static final int WIDTH = 240;
  private static final int HEIGHT = 18;

  /**
   * A difference; below 0 is better.
   *
   * @param low end of its interval; NaN where there is none
   * @param words the figures
   * @param verdict what they come to; empty for what is not tested
   */
  public record Effect(
      String name, double mean, double low, double high, String words, String verdict) {}

  public ForestPlot {
    effects = List.copyOf(effects);
  }

  DomContent table() {
    double reach =
        effects.stream()
            .flatMapToDouble(effect -> DoubleStream.of(effect.mean, effect.low, effect.high))
            .filter(Double::isFinite)
            .map(Math::abs)
            .max()
            .orElse(1);
    double scale = 0.46 * WIDTH / Math.max(reach, Math.max(margin.orElse(0), 1e-9));
    return Page.stacking(
        tbody(
            each(
                effects,
                effect ->
                    tr(
                        Page.row(effect.name),
                        td(rawHtml(bar(effect, scale))).withClass("effect"),
                        td(effect.words),
                        td(effect.verdict)))));
  }

  private String bar(Effect effect, double scale) {
    double half = WIDTH / 2.0;
    StringBuilder svg = new StringBuilder();
    svg.append(
        text(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"%s\" viewBox=\"0 0 %d %d\">",
            ascii(effect.words), WIDTH, HEIGHT));
    margin.ifPresent(
        m ->
            svg.append(
                text(
                    "<rect x=\"%.1f\" y=\"0\" width=\"%.1f\" height=\"%d\" fill=\"#e8eef4\"/>",
                    half - m * scale, 2 * m * scale, HEIGHT)));
    svg.append(
        text("<path d=\"M%.1f 0V%d\" stroke=\"#888\" stroke-dasharray=\"2 2\"/>", half, HEIGHT));
    if (Double.isFinite(effect.low) && Double.isFinite(effect.high)) {
      svg.append(
          text(
              "<path d=\"M%.1f 9H%.1f\" stroke=\"#0072B2\" stroke-width=\"2\"/>",
              half + effect.low * scale, half + effect.high * scale));
    }
    svg.append(
        text(
            "<circle cx=\"%.1f\" cy=\"9\" r=\"4\" fill=\"#0072B2\"/></svg>",
            half + effect.mean * scale));
    return svg.toString();
  }

  private static String ascii(String words) {
    return words.replaceAll("[^A-Za-z0-9 .,+-]", " ");
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
