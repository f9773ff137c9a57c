package org.leap.jobs.datasets;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.leap.jobs.formats.ChannelMoments;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.FeatureType;
import org.leap.spark.data.Normalization;

/** Statistics of labels that are numbers, gathered in their order. */
public final class NumberMoments {
  private final ChannelMoments moments =
      new ChannelMoments(new ExampleShape(1, 1, 1, 0, FeatureType.FLOAT32));
  private final ByteBuffer buffer = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);

  /**
   * Adds a label.
   *
   * @param bits of a float
   */
  public void add(int bits) {
    buffer.putInt(0, bits);
    moments.add(buffer.array(), 0);
  }

  /** Adds the labels of the statistics that come next in the order. */
  public void plus(NumberMoments next) {
    moments.plus(next.moments);
  }

  /** To zero mean and unit variance. */
  Normalization.Label scaling() {
    Normalization standard = InputTransforms.standard(moments);
    return new Normalization.Label(standard.mean().get(0), standard.deviation().get(0));
  }

  /** Of what there is one. */
  public ChannelMoments moments() {
    return moments;
  }
}
