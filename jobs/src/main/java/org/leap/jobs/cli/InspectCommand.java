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
  private static final String NUMBER = "[0-9]{1,18}";

  @Mixin private DataCommand.Arguments arguments;

  @Option(names = "--json", description = "Print one JSON object instead of tables.")
  private boolean json;

  @Option(
      names = "--sheet",
      paramLabel = "FILE.png",
      description = "Write examples side by side, a class in each row.")
  private Path sheet;

  @Override
  void run() throws ConfigException, IOException {
    refuseMissingFolder();
    Inspection inspection = Inspection.of(arguments.load(), SparkApplication.hadoop());
    if (sheet != null) {
      writeSheet(inspection);
    }
    print(json ? json(inspection.facts()) : tables(inspection.facts()));
  }

  /** Before the data is read, which may take long. */
  private void refuseMissingFolder() {
    if (sheet != null && !Files.isDirectory(sheet.toAbsolutePath().getParent())) {
      throw new UsageException(
          "--sheet %s: there is no such folder; create it or choose another".formatted(sheet));
    }
  }

  private void writeSheet(Inspection inspection) throws IOException {
    byte[] png =
        inspection
            .sheet()
            .orElseThrow(
                () ->
                    new UsageException(
                        "--sheet: data of the format %s has no pictures to show; leave it out"
                            .formatted(inspection.facts().format())));
    Files.write(sheet, png);
  }

  private static String tables(Inspection.Facts facts) {
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
      summary.put("skipped", text("%,d bad records", facts.badRecords()));
    }
    if (facts.graph() != null) {
      summary.put("nodes", text("%,d", facts.graph().nodes()));
      summary.put("edges", text("%,d", facts.graph().edges()));
    } else {
      summary.put("mean", numbers(facts.mean()));
      summary.put("standard deviation", numbers(facts.standardDeviation()));
    }
    return ClosingTable.of(List.of(), summary) + "\n" + balance(facts) + remarks(facts);
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
    List<List<String>> rows = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of("class"));
    header.addAll(facts.perClass().keySet());
    rows.add(header);
    for (int label = 0; label < facts.classes().size(); label++) {
      List<String> row = new ArrayList<>(List.of(facts.classes().get(label)));
      for (List<Long> counts : facts.perClass().values()) {
        row.add(text("%,d", counts.get(label)));
      }
      rows.add(row);
    }
    return AlignedRows.text(rows);
  }

  private static String numbers(List<Double> values) {
    List<String> shown =
        new ArrayList<>(
            values.stream().limit(CHANNELS_SHOWN).map(value -> text("%.4g", value)).toList());
    if (values.size() > CHANNELS_SHOWN) {
      shown.add("... (%s channels)".formatted(values.size()));
    }
    return String.join(" ", shown);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
