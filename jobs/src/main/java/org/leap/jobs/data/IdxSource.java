package org.leap.jobs.data;

import java.io.IOException;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.leap.spark.data.ExampleShape;

/** Pairs of IDX files, a pair a subset. */
public final class IdxSource implements Source {
  /** The two files of a subset. */
  public record Files(String images, String labels) implements Serializable {}

  private final ExampleShape shape;
  private final Map<Subset, List<SourcePart>> parts = new EnumMap<>(Subset.class);

  /**
   * Reads the training set's header and labels: they tell the size of the images and the number of
   * classes.
   *
   * @throws BadDataException if they cannot be used
   * @throws IOException if the file system cannot be reached
   */
  public IdxSource(Map<Subset, Files> files, Configuration hadoop) throws IOException {
    Files training = files.get(Subset.TRAIN);
    shape = new IdxReader(hadoop).shape(training.images(), training.labels());
    files.forEach((subset, pair) -> parts.put(subset, List.of(new Part(pair, shape))));
  }

  @Override
  public ExampleShape shape() {
    return shape;
  }

  @Override
  public List<String> classNames() {
    return IntStream.range(0, shape.classes()).mapToObj(String::valueOf).toList();
  }

  @Override
  public List<SourcePart> parts(Subset subset) {
    return parts.getOrDefault(subset, List.of());
  }

  private record Part(Files files, ExampleShape shape) implements SourcePart {
    @Override
    public void read(Configuration hadoop, ExampleSink sink) throws IOException {
      LabeledImages images = new IdxReader(hadoop).matching(shape, files.images(), files.labels());
      for (int row = 0; row < images.count(); row++) {
        sink.example(images.pixels(row), images.label(row));
      }
    }
  }
}
