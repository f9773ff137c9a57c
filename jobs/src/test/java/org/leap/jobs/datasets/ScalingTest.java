package org.leap.jobs.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.config.DataOptions;
import org.leap.jobs.formats.ChannelMoments;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.FeatureType;
import org.leap.spark.data.Normalization;

class ScalingTest {
  @TempDir private Path folder;

  private static ChannelMoments moments(float[]... rows) {
    ChannelMoments moments =
        new ChannelMoments(new ExampleShape(rows[0].length, 1, 1, 2, FeatureType.FLOAT32));
    for (float[] row : rows) {
      ByteBuffer bytes =
          ByteBuffer.allocate(row.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(row);
      moments.add(bytes.array(), 0);
    }
    return moments;
  }

  @Test
  void roundingIsNotBlownUp() {
    float almost = Math.nextUp(1e6f);
    Normalization standard =
        InputTransforms.standard(moments(new float[] {1e6f, 1e6f}, new float[] {almost, 1e6f + 4}));
    assertEquals(0, standard.deviation().get(0));
    assertEquals(2, standard.deviation().get(1));
  }

  @Test
  void theLargestValueKeepsZeros() {
    Normalization largest =
        InputTransforms.largest(
            moments(new float[] {0, -4, 0}, new float[] {2, 0, 0}, new float[] {1, 3, 0}));
    assertEquals(List.of(0.0, 0.0, 0.0), largest.mean());
    assertEquals(List.of(2.0, 4.0, 0.0), largest.deviation());
  }

  private Normalization ofLibSvm(DataOptions.Normalization normalization) throws IOException {
    String file = Files.write(folder.resolve("a"), List.of("a 1:4", "b 2:-8", "a 1:2")).toString();
    DataConfig config =
        new DataConfig.Libsvm(
            new DataConfig.Sets(file, Optional.of(file), Optional.empty()),
            OptionalInt.empty(),
            DataConfig.Task.CLASSIFICATION,
            options(normalization));
    return DataSet.open(config, new Configuration(false)).normalization();
  }

  private static DataOptions options(DataOptions.Normalization normalization) {
    return new DataOptions(
        0,
        0.8,
        normalization,
        1,
        Optional.empty(),
        0,
        DataOptions.OnBadRecord.FAIL,
        0.01,
        List.of(),
        DataOptions.Cache.NONE);
  }

  @Test
  void sparseDataAreScaledByTheirLargestValuesUnlessItIsSaidOtherwise() throws IOException {
    Normalization largest = new Normalization(List.of(0.0, 0.0), List.of(4.0, 8.0));
    assertEquals(largest, ofLibSvm(DataOptions.Normalization.AUTO));
    assertEquals(largest, ofLibSvm(DataOptions.Normalization.MAXABS));
    assertEquals(2, ofLibSvm(DataOptions.Normalization.STANDARD).mean().get(0));
  }

  @Test
  void denseDataAreStandardizedUnlessItIsSaidOtherwise() throws IOException {
    String file = Files.write(folder.resolve("a.csv"), List.of("x,y", "4,a", "2,b")).toString();
    for (DataOptions.Normalization normalization :
        List.of(DataOptions.Normalization.AUTO, DataOptions.Normalization.STANDARD)) {
      DataConfig config =
          new DataConfig.Csv(
              new DataConfig.Sets(file, Optional.of(file), Optional.empty()),
              "y",
              List.of(),
              true,
              ",",
              DataConfig.MissingValues.FAIL,
              DataConfig.Task.CLASSIFICATION,
              options(normalization));
      assertEquals(
          new Normalization(List.of(3.0), List.of(1.0)),
          DataSet.open(config, new Configuration(false)).normalization());
    }
  }
}
