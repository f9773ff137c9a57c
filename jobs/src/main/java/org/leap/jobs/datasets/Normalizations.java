package org.leap.jobs.datasets;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.leap.jobs.config.DataOptions;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.ChannelMoments;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.FeatureType;
import org.leap.spark.data.Normalization;

/** From {@code data.normalize} to the numbers. */
final class Normalizations {
  private Normalizations() {}

  /**
   * @param statistics of the training set, asked for only if they are needed
   */
  static Normalization of(
      DataOptions.Normalization kind, ExampleShape shape, Supplier<ChannelMoments> statistics) {
    return switch (kind) {
      case NONE -> Normalization.none(shape.channels());
      case UNIT -> unit(shape);
      case STANDARD -> standard(statistics.get());
    };
  }

  private static Normalization unit(ExampleShape shape) {
    if (shape.type() != FeatureType.UINT8) {
      throw new BadDataException(
          "data.normalize",
          "unit is for images, whose values have a range; set it to standard or none");
    }
    return Normalization.unit(shape.channels());
  }

  static Normalization standard(ChannelMoments statistics) {
    List<Double> mean = new ArrayList<>();
    List<Double> deviation = new ArrayList<>();
    for (int c = 0; c < statistics.channels(); c++) {
      mean.add(statistics.mean(c));
      deviation.add(statistics.standardDeviation(c));
    }
    return new Normalization(mean, deviation);
  }
}
