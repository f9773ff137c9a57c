package org.leap.jobs.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.data.IdxReader;
import org.leap.jobs.data.LabeledImages;
import org.leap.jobs.data.PixelStatistics;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.Examples;
import org.leap.spark.data.Normalization;

/** What a run trains and tests on, as the engine wants it. */
record TrainingSet(ExampleShape shape, Examples train, Examples test, Normalization normalization) {

  /**
   * @throws org.leap.jobs.data.BadDataException if the data cannot be used
   */
  static TrainingSet read(DataConfig config, Configuration hadoop) {
    if (!(config instanceof DataConfig.Idx idx)) {
      throw new AssertionError(config);
    }
    IdxReader reader = new IdxReader(hadoop);
    try {
      LabeledImages train = reader.training(idx.train().images(), idx.train().labels());
      LabeledImages test = reader.matching(train, idx.test().images(), idx.test().labels());
      return new TrainingSet(
          new ExampleShape(train.channels(), train.height(), train.width(), train.classes()),
          examples(train),
          examples(test),
          normalization(config, train));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Normalization normalization(DataConfig config, LabeledImages train) {
    return switch (config.normalization()) {
      case NONE -> Normalization.none(train.channels());
      case UNIT -> Normalization.unit(train.channels());
      case STANDARD -> standard(PixelStatistics.of(train));
    };
  }

  private static Normalization standard(PixelStatistics statistics) {
    List<Double> mean = new ArrayList<>();
    List<Double> deviation = new ArrayList<>();
    for (int c = 0; c < statistics.channels(); c++) {
      mean.add(statistics.mean(c));
      deviation.add(statistics.standardDeviation(c));
    }
    return new Normalization(mean, deviation);
  }

  private static Examples examples(LabeledImages images) {
    return new Examples() {
      @Override
      public int count() {
        return images.count();
      }

      @Override
      public int label(int row) {
        return images.label(row);
      }

      @Override
      public void copyFeatures(int row, byte[] target, int offset) {
        images.copyPixels(row, target, offset);
      }
    };
  }
}
