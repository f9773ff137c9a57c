package org.leap.jobs.formats.tables;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.files.DataFile;
import org.leap.jobs.text.Quoted;

/**
 * Columns that the names of a file's folders hold, as Hive and Spark's {@code partitionBy} write
 * them: {@code label=cat/day=3/part-00000.csv}.
 *
 * @param values one for each column; empty if it is missing
 */
record FolderColumns(String file, List<String> columns, List<String> values)
    implements Serializable {
  private static final String MISSING = "__HIVE_DEFAULT_PARTITION__";
  private static final Pattern ESCAPED = Pattern.compile("%([0-9a-fA-F]{2})");

  /** The columns of a file in a tree; none of one that is named by itself. */
  static FolderColumns of(DataFile file) {
    List<String> columns = new ArrayList<>();
    List<String> values = new ArrayList<>();
    if (!file.isAlone()) {
      String[] names = file.file().path().split("/", -1);
      for (int i = 0; i < names.length - 1; i++) {
        int equals = names[i].indexOf('=');
        if (equals > 0) {
          columns.add(unescaped(names[i].substring(0, equals)));
          String value = names[i].substring(equals + 1);
          values.add(value.equals(MISSING) ? "" : unescaped(value));
        }
      }
    }
    return new FolderColumns(file.name(), List.copyOf(columns), List.copyOf(values));
  }

  /** Spark writes {@code %3A} for a colon, and so on for what file systems dislike. */
  private static String unescaped(String name) {
    return ESCAPED
        .matcher(name)
        .replaceAll(
            code ->
                Matcher.quoteReplacement(Character.toString(Integer.parseInt(code.group(1), 16))));
  }

  /** The columns of the file with these behind them. */
  List<String> after(List<String> stored) {
    List<String> all = new ArrayList<>(stored);
    Set<String> before = new HashSet<>(stored);
    for (String column : columns) {
      if (!before.add(column)) {
        throw new BadDataException(
            file,
            "the column %s of its folder is there twice; rename the folder or leave the column out of the file"
                .formatted(Quoted.of(column)));
      }
      all.add(column);
    }
    return all;
  }
}
