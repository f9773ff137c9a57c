package org.leap.jobs.formats.files;

import java.util.regex.Pattern;
import org.leap.jobs.formats.BadDataException;

/**
 * Tables whose folders hold more than their rows: files of older versions, and rows that a log says
 * are deleted.
 */
enum ManagedTable {
  DELTA("Delta", "delta", "(.*/)?_delta_log/.*"),
  HUDI("Hudi", "hudi", "(.*/)?\\.hoodie/.*"),
  ICEBERG("Iceberg", "iceberg", "(.*/)?metadata/[^/]*\\.metadata\\.json(\\.gz)?");

  private final String title;
  private final String source;
  private final Pattern log;

  ManagedTable(String title, String source, String log) {
    this.title = title;
    this.source = source;
    this.log = Pattern.compile(log);
  }

  /** Lets a file below a location pass that is not the log of a table. */
  static void refuse(String location, String path) {
    for (ManagedTable table : values()) {
      if (table.log.matcher(path).matches()) {
        throw new BadDataException(
            location,
            "is %s %s table, whose files also hold rows that were deleted or replaced; read it with data.format: table, train: {source: %s, path: ...}"
                .formatted(table == ICEBERG ? "an" : "a", table.title, table.source));
      }
    }
  }
}
