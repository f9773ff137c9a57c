package org.leap.jobs.theory;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.leap.core.noise.Distribution;

/** The results as Markdown and as CSV. */
public final class TheoryTables {
  private static final double CONFIDENCE = 0.99;

  private final TheoryExperiment experiment;

  /** Tables of a finished experiment. */
  public TheoryTables(TheoryExperiment experiment) {
    this.experiment = experiment;
  }

  /** All tables but the first, which is for a figure. */
  public String markdown() {
    return markdown(
            "sigma | valley | escapes | steps | exponent | leading order | corrected",
            experiment.escapes().stream()
                .map(
                    e ->
                        format(
                            "%.1f | %s | %d | %.0f | %.2f ± %.2f | %.2f | %.2f",
                            e.sigma(),
                            e.valley(),
                            e.escapes(),
                            e.steps(),
                            e.exponent(),
                            e.standardError(),
                            e.leading(),
                            e.corrected()))
                .toList())
        + "\n"
        + occupancies("after 20,000 steps", experiment.occupancies())
        + "\n"
        + occupancies("in equilibrium", experiment.equilibria())
        + "\n"
        + turned();
  }

  private String turned() {
    return markdown(
        "directions | scope | share | sigma | mean square: law | recursion | almost surely: law | walk",
        experiment.turned().stream()
            .map(
                e ->
                    format(
                        "%s | %s | %.3f | %.1f | %.2f | %.2f | %.2f | %.2f",
                        e.basis().name().toLowerCase(Locale.ROOT),
                        e.scope().name().toLowerCase(Locale.ROOT),
                        e.share(),
                        e.sigma(),
                        e.meanSquareLaw(),
                        e.meanSquare(),
                        e.almostSureLaw(),
                        e.walked()))
            .toList());
  }

  /**
   * The edges for some sigmas.
   *
   * @param share of sigma² that acts along the direction, 1 where all parameters share a draw
   * @param momentum of a heavy ball, whose edge almost surely is measured by one long walk
   */
  public static String edges(
      List<Double> sigmas, Distribution distribution, double share, double momentum) {
    return markdown(
        "sigma | mean square | almost surely",
        sigmas.stream()
            .map(
                sigma -> {
                  double acting = sigma * Math.sqrt(share);
                  return format(
                      "%s | %.3f | %s",
                      sigma,
                      Edge.meanSquare(acting, momentum),
                      format(
                          momentum == 0 ? "%.3f" : "%.2f",
                          Edge.almostSure(acting, distribution, momentum)));
                })
            .toList());
  }

  private static String occupancies(String when, List<Occupancy> occupancies) {
    return markdown(
        "sigma | flat, " + when + " | sharp | ratio | over sigma 0, with 99 % interval",
        occupancies.stream()
            .map(
                o -> {
                  Occupancy.Growth growth = o.over(occupancies.get(0), CONFIDENCE);
                  String over =
                      o.sigma() == 0
                          ? "-"
                          : format(
                              "%.2f (%.2f to %.2f)", growth.factor(), growth.low(), growth.high());
                  return format(
                      "%.1f | %d | %d | %.2f | %s",
                      o.sigma(), o.flat(), o.sharp(), o.ratio(), over);
                })
            .toList());
  }

  private static String markdown(String header, List<String> rows) {
    int columns = header.split("\\|", -1).length;
    return "| "
        + header
        + " |\n|"
        + "---|".repeat(columns)
        + "\n"
        + rows.stream().map(row -> "| " + row + " |\n").collect(Collectors.joining());
  }

  /** One line a point of the first figure. */
  public String meanSquaresCsv() {
    return "sigma,etaH,measured,standardError,law\n"
        + experiment.meanSquares().stream()
            .map(
                m ->
                    format(
                        "%s,%s,%.6f,%.6f,%.6f\n",
                        m.sigma(), m.etaH(), m.measured(), m.standardError(), m.law()))
            .collect(Collectors.joining());
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
