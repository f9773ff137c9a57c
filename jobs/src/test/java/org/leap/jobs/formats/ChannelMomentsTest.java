package org.leap.jobs.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.FeatureType;

class ChannelMomentsTest {
  @Test
  void channelsAreMeasuredApart() {
    var statistics = new ChannelMoments(new ExampleShape(2, 1, 2, 2));
    statistics.add(new byte[] {0, 2, 100, 100}, 0);
    statistics.add(new byte[] {7, 4, 6, 100, 100}, 1);
    assertEquals(2, statistics.channels());
    assertEquals(3, statistics.mean(0));
    assertEquals(Math.sqrt(5), statistics.standardDeviation(0));
    assertEquals(100, statistics.mean(1));
    assertEquals(0, statistics.standardDeviation(1));
  }

  @Test
  void bytesAreUnsigned() {
    var statistics = new ChannelMoments(new ExampleShape(1, 1, 1, 2));
    statistics.add(new byte[] {(byte) 255}, 0);
    statistics.add(new byte[] {(byte) 253}, 0);
    assertEquals(254, statistics.mean(0));
    assertEquals(1, statistics.standardDeviation(0));
  }

  @Test
  void noExamplesAreRefused() {
    var empty = new ChannelMoments(new ExampleShape(1, 1, 1, 2));
    var failure = assertThrows(IllegalStateException.class, () -> empty.mean(0));
    assertEquals("statistics need at least one example", failure.getMessage());
  }

  /** A large offset would cancel in sums of squares. */
  @Test
  void floatsKeepTheirPrecisionHoweverFarFromZero() {
    var shape = new ExampleShape(2, 1, 1, 2, FeatureType.FLOAT32);
    var random = new Random(5);
    var whole = new ChannelMoments(shape);
    var first = new ChannelMoments(shape);
    var second = new ChannelMoments(shape);
    double[] years = new double[1000];
    for (int i = 0; i < years.length; i++) {
      float year = 1_000_000 + random.nextInt(16);
      years[i] = year;
      byte[] example = floats(year, 0.5f);
      whole.add(example, 0);
      (i < 300 ? first : second).add(example, 0);
    }
    first.plus(second);
    double mean = Arrays.stream(years).average().orElseThrow();
    double variance =
        Arrays.stream(years).map(y -> (y - mean) * (y - mean)).average().orElseThrow();
    for (var statistics : new ChannelMoments[] {whole, first}) {
      assertEquals(mean, statistics.mean(0), 1e-8);
      assertEquals(Math.sqrt(variance), statistics.standardDeviation(0), 1e-9);
      assertEquals(0.5, statistics.mean(1));
      assertEquals(0, statistics.standardDeviation(1));
    }
  }

  private static byte[] floats(float... values) {
    var buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      buffer.putFloat(value);
    }
    return buffer.array();
  }
}
