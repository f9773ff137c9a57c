package org.leap.jobs.datasets;

import java.util.List;
import org.leap.jobs.formats.Subset;

/** How examples come from a source into shards. Holds what its jobs share. */
interface Transfer extends AutoCloseable {

  /** The set of every piece that the source is read in. */
  List<Subset> owners();

  /** What every piece holds. */
  List<Census> count();

  /**
   * Writes shards.
   *
   * @param destinations of the examples of the pieces
   * @param done shards that are there already
   * @return facts of those it has written, in no order
   */
  List<ShardFacts> write(Destinations destinations, ShardPlan plan, boolean[] done);

  @Override
  void close();
}
