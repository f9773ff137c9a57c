package org.leap.jobs.datasets;

import org.leap.jobs.config.DataOptions;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.BadRecords;
import org.leap.jobs.formats.ExampleSink;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.Subset;

/** Makes sinks that pass on usable examples and count bad records. */
final class Sinks {
  /** Takes the examples that can be used. */
  interface Taker {
    void take(byte[] features, int label, RecordPosition place);
  }

  private Sinks() {}

  static ExampleSink into(Taker taker, BadRecords bad) {
    return new ExampleSink() {
      @Override
      public void example(byte[] features, int label, RecordPosition place) {
        taker.take(features, label, place);
      }

      @Override
      public void bad(BadDataException reason, RecordPosition place) {
        bad.add(reason);
      }
    };
  }

  /**
   * @throws BadDataException if the set is empty or too many of its records are bad
   */
  static void check(Subset subset, long good, long bad, String first, DataOptions options) {
    String set = PreparedData.name(subset);
    BadRecords.check(set, good, bad, first, options.badRecordLimit());
    if (good == 0) {
      throw new BadDataException(
          "the %s set".formatted(set), "has no examples; use data that holds some");
    }
  }
}
