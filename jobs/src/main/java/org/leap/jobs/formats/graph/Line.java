package org.leap.jobs.formats.graph;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.files.DataStream;
import org.leap.jobs.text.Quoted;

/**
 * A line of comma-separated fields. Names have no commas, so quotes have no meaning.
 *
 * @param fields without the spaces around them
 */
record Line(RecordPosition at, List<String> fields) {
  /** Hands over every line that is not blank. */
  static void read(String file, String expected, Configuration hadoop, Consumer<Line> taker)
      throws IOException {
    try (DataStream bytes = DataStream.open(file, expected, hadoop)) {
      bytes.lines(
          (line, at) -> {
            if (!line.isBlank()) {
              taker.accept(
                  new Line(at, Arrays.stream(line.split(",", -1)).map(String::strip).toList()));
            }
          });
    }
  }

  /** An error at this line. */
  BadDataException bad(String problem, Object... values) {
    return at.badLine(problem, values);
  }

  /** What to say of this line when it is taken as a header. */
  String headerRemark() {
    return "%s: line %s is taken as a header: %s"
        .formatted(at.file(), at.row(), Quoted.bare(String.join(",", fields)));
  }

  /** Whether a text could be the name of a column rather than a number. */
  static boolean isWord(String text) {
    return !text.isEmpty() && !text.matches("[-+.]?[0-9][-+.0-9eE]*");
  }
}
