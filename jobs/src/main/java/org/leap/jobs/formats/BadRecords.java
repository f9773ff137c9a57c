package org.leap.jobs.formats;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the records of one set that cannot be used, or ends the job at the first. */
public final class BadRecords {
  private static final Logger LOG = LoggerFactory.getLogger(BadRecords.class);
  private static final int SHOWN = 10;

  private final boolean skip;
  private int count;
  private String first;

  /**
   * A count that starts at 0.
   *
   * @param skip whether to count them and go on
   */
  public BadRecords(boolean skip) {
    this.skip = skip;
  }

  /**
   * Counts a bad record, or ends the reading with it.
   *
   * @throws BadDataException the given one, if bad records are not skipped
   */
  public void add(BadDataException reason) {
    if (!skip) {
      throw reason;
    }
    if (first == null) {
      first = reason.getMessage();
    }
    count++;
    if (count <= SHOWN) {
      LOG.warn("skipped: {}{}", reason.getMessage(), count == SHOWN ? " (and so on)" : "");
    }
  }

  /** Number of bad records that were skipped. */
  public int count() {
    return count;
  }

  /** The message of the first of them; null without any. */
  public String first() {
    return first;
  }

  /**
   * Compares the share of bad records with the limit.
   *
   * @param first the message of the first bad one
   * @param limit share of all records that may be bad
   * @throws BadDataException if more are
   */
  public static void check(String set, long good, long bad, String first, double limit) {
    if (bad > limit * (good + bad)) {
      throw new BadDataException(
          "the %s set".formatted(set),
          "%s of %s records cannot be used, more than data.badRecordLimit (%s) allows; the first: %s"
              .formatted(bad, good + bad, limit, first));
    }
  }
}
