package org.leap.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.datasets.inspect.Inspection;
import org.leap.jobs.process.SparkApplication;
import org.leap.jobs.process.UsageException;
import org.leap.jobs.text.Quoted;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code leap data inspect}. */
@Command(
    name = "inspect",
    description = "Reads all examples and shows counts, shapes, class balance and statistics.")
final class InspectCommand extends Action {
  private static final int CHANNELS_SHOWN = 4;
  private static final int FEATURES_SHOWN = 30;
  private static final String NUMBER = "[0-9]{1,18}";

  @Mixin private DataCommand.Arguments arguments;

  @Option(names = "--json", description = "Print one JSON object instead of tables.")
  private boolean json;

  @Option(
      names = "--sheet",
      paramLabel = "FILE.png",
      description = "Write examples side by side, a class in each row.")
  private Path sheet;

  @Option(names = "--all", description = "List all features, not just the first 30.")
  private boolean all;

  @Override
  void run() throws ConfigException, IOException {
    refuseMissingFolder();
    Inspection inspection = Inspection.of(arguments.load(), SparkApplication.hadoop());
    if (sheet != null) {
      writeSheet(inspection);
    }
    print(json ? json(inspection.facts()) : tables(inspection.facts()));
    if (inspection.problem().isPresent()) {
      throw inspection.problem().get();
    }
  }

  /** Before the data is read, which may take long. */
  private void refuseMissingFolder() {
    if (sheet != null && !Files.isDirectory(sheet.toAbsolutePath().getParent())) {
      throw new UsageException(
          "--sheet %s: there is no such folder; create it or choose another".formatted(sheet));
    }
  }

  private void writeSheet(Inspection inspection) throws IOException {
    var png = inspection.sheet();
    Files.write(
        sheet,
        png.orElseThrow(
            () ->
                new UsageException(
                    "--sheet: data of the format %s has no pictures to show; leave it out"
                        .formatted(inspection.facts().format()))));
  }

  private String tables(Inspection.Facts facts) {
    Map<String, String> summary = new LinkedHashMap<>();
    summary.put("format", facts.format());
    summary.put(
        "shape",
        facts.shape().get(1) * facts.shape().get(2) == 1
            ? facts.shape().get(0) + " values"
            : "%s x %s x %s (channels x height x width)".formatted(facts.shape().toArray()));
    if (facts.format().equals("images")) {
      summary.put("class order", "names of the folders as text" + surprise(facts.classes()));
    }
    facts.examples().forEach((set, count) -> summary.put(set, text("%,d examples", count)));
    if (!facts.featureNames().isEmpty()) {
      summary.put("features", Quoted.list(facts.featureNames()));
    }
    if (facts.badRecords() > 0) {
      summary.put("cannot be used", text("%,d bad records", facts.badRecords()));
    }
    if (facts.label() != null) {
      var label = facts.label();
      summary.put(
          "label",
          text(
              "%.4g to %.4g, mean %.4g, deviation %.4g",
              label.minimum(), label.maximum(), label.mean(), label.standardDeviation()));
    }
    if (facts.graph() != null) {
      summary.put("nodes", text("%,d", facts.graph().nodes()));
      summary.put("edges", text("%,d", facts.graph().edges()));
    } else if (facts.minimum().isEmpty()) {
      summary.put("mean", numbers(facts.mean()));
      summary.put("standard deviation", numbers(facts.standardDeviation()));
    }
    return ClosingTable.of(List.of(), summary)
        + "\n"
        + (facts.label() == null ? balance(facts) : "")
        + features(facts)
        + remarks(facts);
  }

  /** Of a table, one line each, by their names or else by their places from 1. */
  private String features(Inspection.Facts facts) {
    int count = facts.minimum().size();
    if (count == 0) {
      return "";
    }
    boolean lacking = !facts.missing().isEmpty();
    List<String> header = new ArrayList<>();
    header.addAll(List.of("feature", "minimum", "maximum", "mean", "deviation"));
    if (lacking) {
      header.add("missing");
    }
    int shown = all ? count : Math.min(count, FEATURES_SHOWN);
    String table =
        AlignedRows.text(
            header,
            IntStream.range(0, shown)
                .mapToObj(
                    c -> {
                      List<String> row = new ArrayList<>();
                      row.add(
                          facts.featureNames().isEmpty()
                              ? Integer.toString(c + 1)
                              : facts.featureNames().get(c));
                      Stream.of(
                              facts.minimum(),
                              facts.maximum(),
                              facts.mean(),
                              facts.standardDeviation())
                          .forEach(column -> row.add(text("%.4g", column.get(c))));
                      if (lacking) {
                        row.add(text("%,d", facts.missing().get(c)));
                      }
                      return row;
                    }));
    String rest = text("... and %,d more features: --all lists them\n", count - shown);
    return "\n" + table + (shown < count ? rest : "");
  }

  private static String remarks(Inspection.Facts facts) {
    return facts.remarks().stream()
        .map(remark -> "\nNote: " + remark + "\n")
        .collect(Collectors.joining());
  }

  /** Numbers that are not in the order of their values. */
  private static String surprise(List<String> classes) {
    for (int i = 1; i < classes.size(); i++) {
      String before = classes.get(i - 1);
      String after = classes.get(i);
      if (before.matches(NUMBER)
          && after.matches(NUMBER)
          && Long.parseLong(before) > Long.parseLong(after)) {
        return ": %s before %s".formatted(before, after);
      }
    }
    return "";
  }

  private static String balance(Inspection.Facts facts) {
    return AlignedRows.text(
        labelled("class", facts.perClass().keySet().stream()),
        IntStream.range(0, facts.classes().size())
            .mapToObj(
                label ->
                    labelled(
                        facts.classes().get(label),
                        facts.perClass().values().stream()
                            .map(counts -> text("%,d", counts.get(label))))));
  }

  private static List<String> labelled(String label, Stream<String> cells) {
    return Stream.concat(Stream.of(label), cells).toList();
  }

  private static String numbers(List<Double> values) {
    return values.stream()
            .limit(CHANNELS_SHOWN)
            .map(value -> text("%.4g", value))
            .collect(Collectors.joining(" "))
        + (values.size() > CHANNELS_SHOWN ? " ... (%s channels)".formatted(values.size()) : "");
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
