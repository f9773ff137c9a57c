package org.leap.jobs.datasets.prepare;

import java.util.List;
import org.leap.jobs.datasets.Census;
import org.leap.jobs.formats.Subset;
import org.leap.spark.prepared.PlaceRange;

/** How examples come from a source into shards. Holds what its jobs share. */
interface Transfer extends AutoCloseable {
  /** The set of every partition that the source is read in. */
  List<Subset> owners();

  /** What every partition holds. */
  List<Census> count();

  /** Labels of the source's training set in its order, when it is counted. */
  int[] trainingLabels();

  /** Writes the shards that are not done; returns their facts in no order. */
  List<ShardContent.Facts> write(
      Destinations destinations, List<PlaceRange> shards, boolean[] done);

  @Override
  default void close() {}
}
