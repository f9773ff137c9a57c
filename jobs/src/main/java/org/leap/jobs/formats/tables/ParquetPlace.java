package org.leap.jobs.formats.tables;

import org.leap.jobs.formats.BadDataException;

/**
 * A row of a Parquet file.
 *
 * @param row from 0
 */
record ParquetPlace(String file, long row) {
  BadDataException bad(String problem) {
    return new BadDataException(file, "row %s: %s".formatted(row, problem));
  }
}
