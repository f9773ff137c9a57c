package org.leap.spark.prepared;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.leap.spark.data.BroadcastRemoval;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ChunkSource;

/**
 * Chunks of one set of a prepared folder. A chunk is a range of places, hence of blocks: executors
 * read just those.
 */
public record PreparedChunks(
    Broadcast<SerializableConfiguration> hadoop, List<ChunkSource.Loader> loaders)
    implements ChunkSource {

  /**
   * The chunks of one set, in the order of {@link ChunkLayout#chunkIndex}.
   *
   * @param location of the folder
   * @param set name of the set
   */
  public static PreparedChunks of(
      JavaSparkContext spark,
      String location,
      PreparedManifest manifest,
      String set,
      ChunkLayout layout) {
    int examples = manifest.sets().get(set).examples();
    if (layout.examples() != examples) {
      throw new IllegalArgumentException(
          "%s examples for a layout of %s".formatted(examples, layout.examples()));
    }
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    List<ChunkSource.Loader> loaders = new ArrayList<>();
    for (int worker = 0; worker < layout.workers(); worker++) {
      for (int chunk = 0; chunk < layout.chunks(worker); chunk++) {
        int first = layout.firstPlace(worker, chunk);
        int length = layout.chunkLength(worker, chunk);
        PlaceRange range = manifest.range(location, set, first, length);
        loaders.add(() -> range.load(hadoop.value().value()));
      }
    }
    return new PreparedChunks(hadoop, List.copyOf(loaders));
  }

  @Override
  public void close() {
    BroadcastRemoval.of(List.of(hadoop));
  }
}
