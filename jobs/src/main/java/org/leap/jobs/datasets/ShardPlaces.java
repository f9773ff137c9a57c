package org.leap.jobs.datasets;

import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.text.Concealed;
import org.leap.spark.prepared.PreparedManifest;

/** Places in the shards of a prepared set. A plain class, for any serializer. */
final class ShardPlaces implements Places {
  private static final long serialVersionUID = 1L;

  private final String folder;
  private final String set;
  private final int examplesPerShard;

  ShardPlaces(String folder, String set, int examplesPerShard) {
    this.folder = Concealed.in(folder);
    this.set = set;
    this.examplesPerShard = examplesPerShard;
  }

  @Override
  public RecordPosition at(int index) {
    return new RecordPosition(
        folder + "/" + PreparedManifest.shard(set, index / examplesPerShard),
        index % examplesPerShard);
  }
}
