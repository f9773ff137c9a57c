package org.leap.spark.data;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Turns a value x of channel c into {@code (x - mean[c]) / deviation[c]}. Mean and deviation are in
 * units of the stored values: 0 to 255 for unsigned bytes.
 *
 * @param label how labels that are numbers are scaled; null where they are classes
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Normalization(List<Double> mean, List<Double> deviation, Label label)
    implements Serializable {

  /**
   * Turns a label y that is a number into {@code (y - mean) / deviation}, which a network is to
   * give.
   */
  public record Label(double mean, double deviation) implements Serializable {
    /**
     * The scaling of labels to mean 0 and deviation 1; equal labels become 0.
     *
     * @param deviation at least 0
     */
    public Label {
      deviation = deviation > 0 ? deviation : 1;
    }

    float scaled(int bits) {
      return (float) ((Float.intBitsToFloat(bits) - mean) / deviation);
    }

    /** A mean squared error of scaled labels in the squared unit of the labels. */
    public double unscaledError(double meanSquaredError) {
      return meanSquaredError * deviation * deviation;
    }

    /** What an output of the network says, in the unit of the labels. */
    public float unscaled(float output) {
      return (float) (output * deviation + mean);
    }
  }

  public Normalization {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (mean.size() != deviation.size()) {
      throw new IllegalArgumentException(
          "%s means for %s deviations".formatted(mean.size(), deviation.size()));
    }
  }

  /** Of examples whose labels are classes. */
  public Normalization(List<Double> mean, List<Double> deviation) {
    this(mean, deviation, null);
  }

  /** The same with labels that are numbers. */
  public Normalization with(Label scaling) {
    return new Normalization(mean, deviation, scaling);
  }

  /** Leaves the values as they are. */
  public static Normalization none(int channels) {
    return of(channels, 1);
  }

  /** Scales the bytes to 0 to 1. */
  public static Normalization unit(int channels) {
    return of(channels, 255);
  }

  private static Normalization of(int channels, double deviation) {
    return new Normalization(
        Collections.nCopies(channels, 0.0), Collections.nCopies(channels, deviation));
  }

  /** The 256 values that the bytes of a channel become; a constant channel becomes 0. */
  private float[] table(int channel) {
    float[] table = new float[256];
    double scale = scale(channel);
    for (int x = 0; x < table.length; x++) {
      table[x] = (float) ((x - mean.get(channel)) * scale);
    }
    return table;
  }

  /** What a value of the channel is multiplied by once its mean is subtracted. */
  private double scale(int channel) {
    return deviation.get(channel) == 0 ? 0 : 1 / deviation.get(channel);
  }

  /** Turns the stored bytes of one example into normalized values. */
  interface Decoder {
    /**
     * Writes one example's normalized values.
     *
     * @param chunk features of a chunk, {@code [n, shape.bytes()]}
     * @param row the example
     * @param start where its {@code shape.size()} values begin in {@code target}
     */
    void decode(byte[] chunk, int row, float[] target, int start);
  }

  /** What decodes examples of a shape. */
  Decoder decoder(ExampleShape shape) {
    return switch (shape.type()) {
      case UINT8 -> bytes(shape);
      case FLOAT32 -> floats(shape);
    };
  }

  private Decoder bytes(ExampleShape shape) {
    float[][] tables = new float[shape.channels()][];
    Arrays.setAll(tables, this::table);
    int plane = shape.channelSize();
    return (chunk, row, target, start) -> {
      int from = row * shape.bytes();
      int to = start;
      for (float[] table : tables) {
        for (int i = 0; i < plane; i++) {
          target[to + i] = table[chunk[from + i] & 0xff];
        }
        from += plane;
        to += plane;
      }
    };
  }

  private Decoder floats(ExampleShape shape) {
    double[] means = new double[shape.channels()];
    double[] scales = new double[shape.channels()];
    Arrays.setAll(means, mean::get);
    Arrays.setAll(scales, this::scale);
    boolean copy =
        Arrays.stream(means).allMatch(m -> m == 0) && Arrays.stream(scales).allMatch(s -> s == 1);
    int plane = shape.channelSize();
    return (chunk, row, target, start) -> {
      ByteBuffer.wrap(chunk, row * shape.bytes(), shape.bytes())
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(target, start, shape.size());
      if (copy) {
        return;
      }
      int to = start;
      for (int c = 0; c < means.length; c++) {
        for (int end = to + plane; to < end; to++) {
          target[to] = (float) ((target[to] - means[c]) * scales[c]);
        }
      }
    };
  }
}
