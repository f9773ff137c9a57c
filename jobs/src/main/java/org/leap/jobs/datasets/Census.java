package org.leap.jobs.datasets;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.config.DataOptions;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many examples the records of some partitions are, and how many of them cannot be used. A
 * plain class, for any serializer.
 */
public final class Census implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(Census.class);
  private static final int SHOWN = 10;

  private long examples;
  private long bad;

  /** What is wrong with the first of them; null without any. */
  private BadDataException firstBad;

  private Census(long examples, long bad, BadDataException firstBad) {
    this.examples = examples;
    this.bad = bad;
    this.firstBad = firstBad;
  }

  /** Takes the records of a source in their order. */
  public interface Taker {
    /** An example; its features are the receiver's from now on. */
    void take(byte[] features, int label, RecordPosition position);

    /** A record that is skipped. */
    default void skip(RecordPosition position, String reason) {}
  }

  /** Of examples that are all good. */
  public static Census of(long examples) {
    return new Census(examples, 0, null);
  }

  /** Whether records that cannot be used are counted and no more. */
  public static boolean skips(DataOptions options) {
    return options.onBadRecord() == DataOptions.OnBadRecord.SKIP;
  }

  /** Of a whole set from those of its partitions, in their order. */
  public static Census sum(List<Census> all) {
    return new Census(
        all.stream().mapToLong(Census::examples).sum(),
        all.stream().mapToLong(Census::bad).sum(),
        all.stream()
            .map(census -> census.firstBad)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null));
  }

  /**
   * Reads partitions, one after the other.
   *
   * @param skipBad whether records that cannot be used are counted; the first ends the reading if
   *     not
   * @throws BadDataException if the data cannot be used
   * @throws IOException if the file system cannot be reached
   */
  public static Census read(
      List<Source.Partition> partitions, Configuration hadoop, boolean skipBad, Taker taker)
      throws IOException {
    Census census = of(0);
    Source.Sink sink =
        new Source.Sink() {
          @Override
          public void example(byte[] features, int label, RecordPosition position) {
            census.examples++;
            taker.take(features, label, position);
          }

          @Override
          public void bad(BadDataException reason, RecordPosition position) {
            if (!skipBad) {
              throw reason;
            }
            census.skip(reason);
            taker.skip(position, reason.getMessage());
          }
        };
    for (Source.Partition partition : partitions) {
      partition.read(hadoop, sink);
    }
    return census;
  }

  private void skip(BadDataException reason) {
    firstBad = bad == 0 ? reason : firstBad;
    bad++;
    if (bad <= SHOWN) {
      LOG.warn("skipped: {}{}", reason.getMessage(), bad == SHOWN ? " (and so on)" : "");
    }
  }

  /** Records that can be used. */
  public long examples() {
    return examples;
  }

  /** Records that were skipped. */
  public long bad() {
    return bad;
  }

  /** Why the first of those cannot be used, if any cannot. */
  public Optional<BadDataException> firstBad() {
    return Optional.ofNullable(firstBad);
  }

  /**
   * Refuses a set that cannot be used as a whole.
   *
   * @throws BadDataException if it is empty or too many of its records are bad
   */
  public void check(Subset subset, DataOptions options) {
    String set = "the %s set".formatted(PreparedData.name(subset));
    if (bad > options.badRecordLimit() * (examples + bad)) {
      throw new BadDataException(
          set,
          "%s of %s records cannot be used, more than data.badRecordLimit (%s) allows; the first: %s"
              .formatted(bad, examples + bad, options.badRecordLimit(), firstBad.getMessage()));
    }
    if (examples == 0) {
      throw new BadDataException(set, "has no examples; use data that holds some");
    }
  }
}
