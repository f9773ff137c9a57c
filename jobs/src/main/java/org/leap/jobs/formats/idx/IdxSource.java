package org.leap.jobs.formats.idx;

import java.io.IOException;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.ExampleSink;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.SourcePartition;
import org.leap.jobs.formats.Subset;
import org.leap.spark.data.ExampleShape;

/** Pairs of IDX files, a pair a subset. */
public final class IdxSource implements Source {
  /** The two files of a subset. */
  public record Files(String images, String labels) implements Serializable {}

  private final IdxReader.Outline outline;
  private final Map<Subset, List<SourcePartition>> partitions = new EnumMap<>(Subset.class);

  /**
   * Reads the training set's header and labels: they tell the size of the images and the classes.
   *
   * @throws BadDataException if they cannot be used
   * @throws IOException if the file system cannot be reached
   */
  public IdxSource(Map<Subset, Files> files, Configuration hadoop) throws IOException {
    Files training = Subset.first(files);
    outline =
        new IdxReader(hadoop)
            .outline(training.images(), training.labels(), files.containsKey(Subset.TRAIN));
    files.forEach((subset, pair) -> partitions.put(subset, List.of(new Partition(pair, outline))));
  }

  @Override
  public ExampleShape shape() {
    return outline.shape();
  }

  @Override
  public List<String> classNames() {
    return outline.classes().names();
  }

  @Override
  public List<SourcePartition> partitions(Subset subset) {
    return partitions.getOrDefault(subset, List.of());
  }

  private record Partition(Files files, IdxReader.Outline outline) implements SourcePartition {
    @Override
    public void read(Configuration hadoop, ExampleSink sink) throws IOException {
      LabeledImages images =
          new IdxReader(hadoop).matching(outline, files.images(), files.labels());
      for (int row = 0; row < images.count(); row++) {
        sink.example(
            images.pixels(row), images.label(row), new RecordPosition(files.images(), row));
      }
    }
  }
}
