package org.leap.jobs.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The reference of all keys, written from their declaration: docs/configuration.md. */
final class SchemaReference {
  private static final String INTRODUCTION =
      """
      # Configuration

      <!-- Written by org.leap.jobs.config.SchemaReference. A test fails when it is out of date and says how to renew it. -->

      A run is described by one YAML file. This one has all that must be written, and a perturbation:

      ```yaml
      data:
        format: idx
        train: {images: "${LEAP_DATA}/train-images.gz", labels: "${LEAP_DATA}/train-labels.gz"}
        test: {images: "${LEAP_DATA}/test-images.gz", labels: "${LEAP_DATA}/test-labels.gz"}
      model: {name: lenet}
      schedule: {learningRate: 0.05}
      perturbation: {sigma: 0.1}
      ```

      `leap validate CONFIG.yaml` lists every problem in a file at once, each with file, line and key. `leap train` writes the
      resolved configuration, with the origin of every value, to `config.yaml` in the run folder; that file is a configuration
      itself.

      - **Precedence.** `--set key=value` wins over the file, the file over the file it `extends`, and that over the defaults.
        A key is a dotted path, the value is YAML: `--set training.workers=8`, `--set model.hidden=[300,100]`,
        `--set 'schedule={name: constant}'`.
      - **Blocks merge** key by key; lists and single values are replaced. An empty value (`truncate:`, or
        `--set perturbation.truncate=`) puts a key back to its default.
      - **Changing the variant** of a block, as in `--set schedule.name=constant`, drops the lower layers' keys that the new
        variant does not have, and keeps the others.
      - **Paths** of data are local paths or Hadoop URIs (`hdfs://...`, `s3a://...`). `${NAME}` stands for an environment
        variable, `$${` for the characters `${`. The resolved configuration keeps the name and not the value. A relative path
        starts from the directory of the file it is written in; in `--set`, or behind a variable, from the working directory.
      - **Aliases** (`*name`) may be used; tags and more than one document may not.
      """;

  private record Row(
      String path, Setting key, List<String> variants, int alternatives, Optional<Row> block) {}

  private final StringBuilder markdown = new StringBuilder();

  private SchemaReference() {}

  static String markdown() {
    return markdown(RunSchema.RUN);
  }

  static String markdown(Fields<?> schema) {
    var reference = new SchemaReference();
    reference.markdown.append(INTRODUCTION);
    reference.section("Top level", "", topLevelRows(schema));
    for (var key : schema.settings()) {
      if (key.type() instanceof BlockType<?> block) {
        var rows = new ArrayList<Row>();
        collect(block, "", Optional.empty(), rows);
        reference.section("`" + key.name() + "`", sentence(key.documentation()) + ".\n\n", rows);
      }
    }
    return reference.markdown.toString();
  }

  private static List<Row> topLevelRows(Fields<?> schema) {
    return schema.settings().stream()
        .map(key -> new Row(key.name(), key, List.of(""), 1, Optional.empty()))
        .toList();
  }

  private static void collect(
      BlockType<?> type, String prefix, Optional<Row> block, List<Row> rows) {
    int alternatives = type.alternatives().size();
    for (var fields : type.alternatives()) {
      for (var key : fields.settings()) {
        var path = prefix + key.name();
        var row =
            rows.stream()
                .filter(r -> r.path().equals(path) && saysTheSame(r.key(), key))
                .findFirst();
        if (row.isPresent()) {
          row.get().variants().add(fields.variant());
          continue;
        }
        var variants = new ArrayList<>(List.of(fields.variant()));
        var added = new Row(path, key, variants, alternatives, block);
        rows.add(added);
        if (key.type() instanceof BlockType<?> nested) {
          collect(nested, path + ".", Optional.of(added), rows);
        }
      }
    }
  }

  private static boolean saysTheSame(Setting one, Setting other) {
    return one.name().equals(other.name())
        && one.value().equals(other.value())
        && one.absence() == other.absence()
        && one.text().equals(other.text())
        && one.documentation().equals(other.documentation());
  }

  private void section(String title, String text, List<Row> rows) {
    markdown.append("\n## ").append(title).append("\n\n").append(text);
    boolean variants = rows.stream().anyMatch(row -> !row.variants().contains(""));
    markdown.append(
        variants
            ? "| Key | Of | Value | Default | Meaning |\n|---|---|---|---|---|\n"
            : "| Key | Value | Default | Meaning |\n|---|---|---|---|\n");
    for (var row : rows) {
      markdown.append("| `").append(row.path()).append("` | ");
      if (variants) {
        markdown.append(owners(row)).append(" | ");
      }
      markdown.append(row.key().value()).append(" | ");
      markdown.append(whenAbsent(row.key())).append(" | ");
      markdown.append(sentence(row.key().documentation())).append(" |\n");
    }
  }

  private static String owners(Row row) {
    if (row.block().isPresent() && row.alternatives() == 1) {
      return owners(row.block().get());
    }
    if (row.variants().size() == row.alternatives()) {
      return "all";
    }
    return row.variants().stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
  }

  private static String whenAbsent(Setting key) {
    var left = key.leftTo().isEmpty() ? "" : "as in `" + key.leftTo() + "`, if that is written";
    var otherwise = otherwise(key);
    return left.isEmpty() || otherwise.isEmpty() ? otherwise + left : otherwise + "; " + left;
  }

  private static String otherwise(Setting key) {
    return switch (key.absence()) {
      case DEFAULT -> "`" + key.byDefault().orElseThrow().resolved().flow() + "`";
      case MEANING -> key.text();
      case REFUSED -> "**required**";
      case EMPTY_BLOCK, LEFT -> "";
    };
  }

  private static String sentence(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
