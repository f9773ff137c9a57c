package org.leap.jobs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.leap.spark.engine.RoundReport;
import org.xml.sax.InputSource;

class RunReportTest {
  private static final EpochReport EPOCH_1 = Reports.epoch(1, 0.81, 0.6);
  private static final EpochReport EPOCH_2 = Reports.epoch(2, 0.79, 0.7);
  private static final FinalScores SCORES =
      new FinalScores(
          new EpochReport.Score(0.95, 0.2),
          1500,
          FinalScores.classes(List.of("cat", "dog"), List.of(List.of(8L, 2L), List.of(4L, 6L))));

  @Test
  void everythingIsOnThePage() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Workers", "4");
    facts.put("Model", "lenet");
    Map<String, Double> times = new LinkedHashMap<>();
    times.put("Training", 30.0);
    times.put("Evaluation", 10.0);
    String html =
        new RunReport(
                "first run",
                rounds(10),
                List.of(),
                List.of(EPOCH_1, EPOCH_2),
                Optional.of(SCORES),
                new Particulars(facts, times, "seed: 1\n"))
            .html();
    assertContains(html, "<!DOCTYPE html>\n<html lang=\"en\">");
    assertContains(html, "<h1>first run</h1>");
    assertContains(
        html, "Final test accuracy 0.7900 after epoch 2; the best was 0.8100 after epoch 1.");
    assertContains(
        html, "<tr><th scope=\"row\">Workers</th><td>4</td></tr><tr><th scope=\"row\">Model");
    assertContains(html, "<td class=\"number\">0.8100</td><td class=\"number\">0.6000</td>");
    assertContains(
        html, "Evaluation</th><td class=\"number\">10.0</td><td class=\"number\">25.0</td>");
    assertContains(html, "<code>seed: 1\n</code>");
    assertContains(html, " On 1,500 of the training examples: accuracy 0.9500, loss 0.2000.");
    // 8 of 10 cats are found, and 8 of the 12 that are called so are some; F1 by hand: 16 / 22.
    assertContains(
        html,
        "cat</th><td class=\"number\">10</td><td class=\"number\">12</td><td class=\"number\">0.8000</td><td class=\"number\">0.6667</td><td class=\"number\">0.7273</td>");
    assertContains(html, "<tr class=\"best\"><th scope=\"row\" class=\"number\">1</th>");
    assertContains(html, "steps (wide band, sigma) and in the average over the workers");
    assertEquals(3, html.split("<svg ", -1).length - 1);
  }

  @Test
  void validationIsShownBesideTheTest() {
    EpochReport.Score test = new EpochReport.Score(0.8, 0.6);
    EpochReport first = new EpochReport(1, 5, test, new EpochReport.Score(0.7123, 0.9), 1);
    String html = report(rounds(10), List.of(first, EPOCH_2)).html();
    assertContains(html, "Validation accuracy");
    assertContains(html, "<td class=\"number\">0.7123</td><td class=\"number\">0.9000</td>");
    assertContains(html, "with that of the validation set (circles)");
    assertFalse(report(rounds(10), List.of(EPOCH_1)).html().contains("alidation"));
  }

  @Test
  void pageNeedsNothingFromElsewhere() {
    String html = report(rounds(10), List.of(EPOCH_1)).html();
    assertContains(html, "default-src &#x27;none&#x27;");
    assertFalse(html.contains("<script"), "script");
    assertFalse(Pattern.compile("(src|href)=").matcher(html).find(), "reference");
    String withoutNamespaces = html.replaceAll("xmlns(:\\w+)?=\"[^\"]*\"", "");
    assertFalse(withoutNamespaces.contains("//"), "address");
  }

  @Test
  void whatComesFromOutsideIsEscaped() {
    String evil = "<script>alert('x')</script>&\"";
    String html =
        new RunReport(
                evil,
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                new Particulars(Map.of(evil, evil), Map.of(evil, 1.0), evil))
            .html();
    assertFalse(html.contains("<script>"), html);
    assertEquals(6, html.split("&lt;script&gt;alert", -1).length - 1);
  }

  @Test
  void idsDoNotCollideAndReferencesHold() {
    String html = report(rounds(10), List.of(EPOCH_1, EPOCH_2)).html();
    Set<String> ids = new HashSet<>();
    Pattern.compile("\\bid=\"([^\"]+)\"")
        .matcher(html)
        .results()
        .forEach(id -> assertTrue(ids.add(id.group(1)), id.group()));
    Set<String> references = new HashSet<>();
    Pattern.compile("url\\(#([^)]+)\\)|aria-labelledby=\"([^\"]+)\"")
        .matcher(html)
        .results()
        .forEach(r -> references.add(r.group(1) == null ? r.group(2) : r.group(1)));
    assertTrue(references.size() >= 6, references.toString());
    assertTrue(ids.containsAll(references), ids + " " + references);
  }

  @Test
  void chartsAreWellFormedAndScale() throws Exception {
    String html = report(rounds(10), List.of(EPOCH_1, EPOCH_2)).html();
    var images = Pattern.compile("<svg .*?</svg>", Pattern.DOTALL).matcher(html).results().toList();
    assertEquals(3, images.size());
    for (var image : images) {
      var root =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(image.group())))
              .getDocumentElement();
      assertEquals("0 0 520 340", root.getAttribute("viewBox"));
      assertEquals("img", root.getAttribute("role"));
      assertEquals("", root.getAttribute("width"));
    }
  }

  @Test
  void sameRunGivesTheSamePage() {
    assertEquals(
        report(rounds(30), List.of(EPOCH_1)).html(), report(rounds(30), List.of(EPOCH_1)).html());
  }

  @Test
  void emptyRunIsReported() {
    String html =
        new RunReport(
                "",
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                new Particulars(Map.of(), Map.of(), ""))
            .html();
    assertContains(html, "The run was not evaluated on a test set.");
    assertContains(html, "No facts were recorded.");
    assertContains(html, "No times were recorded.");
    assertEquals(3, html.split("Nothing was recorded.", -1).length - 1);
  }

  @Test
  void oneRoundIsDrawn() {
    String html = report(rounds(1), List.of(EPOCH_1)).html();
    assertContains(html, "Final test accuracy 0.8100 after epoch 1.<");
    assertEquals(3, html.split("<svg ", -1).length - 1);
  }

  @Test
  void pointsThatAreNotFiniteAreLeftOut() {
    List<RoundReport> rounds = new ArrayList<>(rounds(3));
    double nan = Double.NaN;
    rounds.add(1, Reports.round(9, 1, 9, nan, new RoundReport.Rate(nan, nan, nan, nan), nan));
    rounds.add(
        2,
        Reports.round(
            9, 1, 9, Double.POSITIVE_INFINITY, new RoundReport.Rate(0.1, nan, nan, nan), 1));
    String html = report(rounds, List.of(EPOCH_1, Reports.epoch(2, nan, nan))).html();
    assertContains(html, "Final test accuracy 0.8100 after epoch 1.<");
    assertContains(html, "<td class=\"number\">-</td><td class=\"number\">-</td>");
    assertFalse(html.contains("NaN"), "NaN");
    assertFalse(html.contains("Infinity"), "Infinity");
    String none = report(List.of(rounds.get(1)), List.of(Reports.epoch(1, nan, nan))).html();
    assertEquals(3, none.split("Nothing was recorded.", -1).length - 1);
  }

  @Test
  void longRunsAreThinned() {
    String html = report(rounds(20_000), List.of(EPOCH_1)).html();
    assertContains(html, "each point the mean of 40 rounds");
    assertTrue(html.length() < 500_000, "length " + html.length());
  }

  @Test
  void unperturbedRunHasNoBand() {
    List<RoundReport> rounds = List.of(round(1, 0), round(2, 0));
    assertContains(report(rounds, List.of()).html(), "It was not perturbed.");
  }

  @Test
  void missingFontsCostTheCurvesOnly() {
    String html =
        report(rounds(3), List.of(EPOCH_1))
            .html(
                (chart, prefix, label) -> {
                  throw new InternalError(new IllegalStateException("Fontconfig head is null"));
                });
    assertContains(
        html, "could not be drawn here (java.lang.IllegalStateException: Fontconfig head");
    assertContains(html, "Final test accuracy 0.8100");
  }

  private static RunReport report(List<RoundReport> rounds, List<EpochReport> epochs) {
    return new RunReport(
        "run",
        rounds,
        List.of(),
        epochs,
        Optional.empty(),
        new Particulars(Map.of("State", "SUCCEEDED"), Map.of(), "seed: 1"));
  }

  @Test
  void theEigenvalueIsDrawnWhereItWasFollowed() {
    List<FlatnessReport> flatness =
        List.of(
            new FlatnessReport(1, 10, 0.5, 18, 0, 1, 0.1, 2, 0),
            new FlatnessReport(2, 20, 0.4, 21, 0, 1, 0.1, 2, 0));
    Particulars none = new Particulars(Map.of(), Map.of(), "");
    String html =
        new RunReport("run", rounds(3), flatness, List.of(EPOCH_1), Optional.empty(), none).html();
    assertContains(html, "Largest Hessian eigenvalue");
    assertContains(html, "no longer come nearer to a minimum");
    assertFalse(report(rounds(3), List.of(EPOCH_1)).html().contains("Hessian"));
    List<FlatnessReport> noLaw =
        List.of(new FlatnessReport(1, 10, 0.5, 18, 0, Double.NaN, 0.1, Double.NaN, 0));
    assertContains(
        new RunReport("run", rounds(3), noLaw, List.of(EPOCH_1), Optional.empty(), none).html(),
        "There is no law for this optimizer or noise.");
  }

  private static List<RoundReport> rounds(int count) {
    List<RoundReport> rounds = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      rounds.add(round(i, 0.1));
    }
    return rounds;
  }

  private static RoundReport round(int round, double sigma) {
    return Reports.round(round, 2.0 / round, 0.1 / round, sigma);
  }

  private static void assertContains(String html, String part) {
    assertTrue(
        html.contains(part), () -> html.replaceAll("(?s)<svg.*?</svg>", "") + "\nlacks " + part);
  }
}
