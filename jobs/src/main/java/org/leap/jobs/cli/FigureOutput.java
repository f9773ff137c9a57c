package org.leap.jobs.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How figures are written: a table for people, or one JSON object. */
final class FigureOutput {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON object instead of a table.")
  private boolean json;

  /**
   * @param figures a record, the JSON object
   * @param title what was measured on what
   */
  void print(Object figures, String title, List<Figure> table) {
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(json(figures));
    } else {
      out.println(title);
      out.print(Figure.table(table));
    }
    out.flush();
  }

  private static String json(Object figures) {
    try {
      return new ObjectMapper().writeValueAsString(figures);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
