package org.leap.jobs.datasets;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.spark.data.Chunk;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ChunkSource;

/**
 * A set with other numbers for its classes.
 *
 * @param labels the new number of each class
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RelabelledSet(ExampleSet set, int[] labels) implements ExampleSet {
  @Override
  public int count() {
    return set.count();
  }

  @Override
  public Optional<Places> places() {
    return set.places();
  }

  @Override
  public ChunkSource chunks(JavaSparkContext spark, ChunkLayout layout) {
    ChunkSource source = set.chunks(spark, layout);
    int[] numbers = labels;
    return new ChunkSource() {
      @Override
      public List<Loader> loaders() {
        return source.loaders().stream().map(loader -> relabelled(loader, numbers)).toList();
      }

      @Override
      public void close() {
        source.close();
      }
    };
  }

  private static ChunkSource.Loader relabelled(ChunkSource.Loader loader, int[] numbers) {
    return () -> {
      Chunk chunk = loader.load();
      return new Chunk(
          chunk.features(), Arrays.stream(chunk.labels()).map(label -> numbers[label]).toArray());
    };
  }
}
