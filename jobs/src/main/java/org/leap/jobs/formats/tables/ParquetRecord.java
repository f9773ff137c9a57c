package org.leap.jobs.formats.tables;

import org.apache.parquet.example.data.Group;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.text.Quoted;

/** What a row of a Parquet file says. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ParquetRecord(String label, byte[] features) {
  /**
   * The label and the features of a row.
   *
   * @throws BadDataException if the row cannot be used
   */
  static ParquetRecord of(Group row, ParquetPlace place, String label, ParquetFeatures features) {
    try {
      return new ParquetRecord(ParquetValues.label(row, label, place), features.of(row, place));
    } catch (ClassCastException | IllegalArgumentException e) {
      throw place.bad(
          "has other types of columns than the first file: %s; write all files with one schema"
              .formatted(Quoted.bare(String.valueOf(e.getMessage()))));
    }
  }
}
