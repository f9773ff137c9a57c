package org.leap.jobs.formats;

/** Takes the examples of a data set one by one. */
public interface ExampleSink {
  /**
   * Takes one example.
   *
   * @param features {@code shape().bytes()} bytes of values {@code [channels, height, width]}, the
   *     receiver's from now on
   * @param label in {@code [0, classes)}
   */
  void example(byte[] features, int label, RecordPosition place);

  /**
   * Takes the error of a record that cannot be used. Returns if bad records are to be skipped.
   *
   * @throws BadDataException the given one, if bad records end the job or there are too many
   */
  void bad(BadDataException reason, RecordPosition place);
}
