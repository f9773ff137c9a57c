package org.leap.jobs.datasets.prepare;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.DataNames;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.FeatureType;

/** Made up examples sorted by class, in parts of different lengths, without a test set. */
final class ListedSource implements Source {
  static final int CLASSES = 10;
  private final ExampleShape shape;
  private final int perClass;
  private final int badInPart;

  /**
   * @param badInPart bad records in the second part
   */
  ListedSource(FeatureType type, int perClass, int badInPart) {
    this.shape = new ExampleShape(3, 2, 1, CLASSES, type);
    this.perClass = perClass;
    this.badInPart = badInPart;
  }

  @Override
  public ExampleShape shape() {
    return shape;
  }

  @Override
  public DataNames names() {
    return DataNames.ofClasses(
        List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"));
  }

  @Override
  public List<Source.Partition> partitions(Subset subset) {
    List<Source.Partition> parts = new ArrayList<>();
    for (int c = 0; subset == Subset.TRAIN && c < CLASSES; c++) {
      parts.add(new Part(shape, c, perClass + c % 3, c == 1 ? badInPart : 0));
    }
    return parts;
  }

  private record Part(ExampleShape shape, int label, int count, int bad)
      implements Source.Partition, Serializable {
    @Override
    public void read(Configuration hadoop, Source.Sink sink) {
      Random random = new Random(label);
      for (int i = 0; i < count; i++) {
        ByteBuffer features = ByteBuffer.allocate(shape.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        while (features.hasRemaining()) {
          if (shape.type() == FeatureType.UINT8) {
            features.put((byte) random.nextInt());
          } else {
            features.putFloat((float) (random.nextGaussian() * (1 + label) + 100));
          }
        }
        sink.example(features.array(), label, new RecordPosition("part-" + label, i));
        if (i < bad) {
          sink.bad(
              new BadDataException("part-" + label, "row %s: is bad".formatted(i)),
              new RecordPosition("part-" + label, i));
        }
      }
    }
  }
}
