package org.leap.jobs.report;

import static j2html.TagCreator.code;
import static j2html.TagCreator.details;
import static j2html.TagCreator.each;
import static j2html.TagCreator.p;
import static j2html.TagCreator.pre;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;
import static java.util.Objects.requireNonNull;

import j2html.tags.DomContent;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a report lists beside its curves.
 *
 * @param facts in order
 * @param secondsByPart what the wall-clock time was spent on, in order
 * @param configuration resolved, YAML
 */
public record Particulars(
    Map<String, String> facts, Map<String, Double> secondsByPart, String configuration) {

  public Particulars {
    requireNonNull(configuration, "configuration is null");
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    secondsByPart = Collections.unmodifiableMap(new LinkedHashMap<>(secondsByPart));
  }

  DomContent factTable() {
    if (facts.isEmpty()) {
      return p("No facts were recorded.");
    }
    return Page.scrolling(tbody(each(facts, (name, value) -> tr(Page.row(name), td(value)))));
  }

  DomContent timeTable() {
    if (secondsByPart.isEmpty()) {
      return p("No times were recorded.");
    }
    double total = secondsByPart.values().stream().mapToDouble(s -> s).sum();
    return Page.scrolling(
        thead(
            tr(th("Part").attr("scope", "col"), Page.column("Seconds"), Page.column("Share (%)"))),
        tbody(
            each(
                secondsByPart,
                (part, seconds) ->
                    tr(
                        Page.row(part),
                        Page.number(seconds, 1),
                        Page.number(total > 0 ? 100 * seconds / total : 0, 1)))));
  }

  /**
   * @param what is resolved
   */
  DomContent configurationSection(String what) {
    return Page.section(
        "Configuration",
        details(
            summary("Resolved %s (YAML)".formatted(what)),
            pre(code(configuration)).attr("tabindex", "0")));
  }
}
