package org.leap.jobs.formats.images;

/**
 * A picture as bytes {@code [channels, height, width]}.
 *
 * @param channels 1 (grey) or 3 (red, green, blue)
 */
@SuppressWarnings("ArrayRecordComponent") // handed on at once, never compared
record Planes(int channels, int height, int width, byte[] values) {

  int value(int channel, int y, int x) {
    return values[(channel * height + y) * width + x] & 0xff;
  }

  /** The same picture in grey (luma of ITU-R BT.601) or in three equal colours. */
  Planes withChannels(int wanted) {
    if (wanted == channels) {
      return this;
    }
    int plane = height * width;
    byte[] converted = new byte[wanted * plane];
    for (int i = 0; i < plane; i++) {
      if (wanted == 3) {
        converted[i] = converted[plane + i] = converted[2 * plane + i] = values[i];
      } else {
        int red = values[i] & 0xff;
        int green = values[plane + i] & 0xff;
        int blue = values[2 * plane + i] & 0xff;
        converted[i] = (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
      }
    }
    return new Planes(wanted, height, width, converted);
  }

  /**
   * Scales the picture until its shorter side has {@code size} pixels and cuts out the centre,
   * {@code size x size}. The filter is a triangle as wide as the scale, so that scaling down
   * averages and does not alias (as in Pillow's bilinear filter).
   */
  Planes centreCrop(int size) {
    int side = Math.min(width, height);
    int left = (width - side) / 2;
    int top = (height - side) / 2;
    Taps taps = Taps.of(side, size);
    byte[] result = new byte[channels * size * size];
    float[] narrow = new float[side * size];
    for (int channel = 0; channel < channels; channel++) {
      for (int y = 0; y < side; y++) {
        for (int x = 0; x < size; x++) {
          float sum = 0;
          for (int tap = 0; tap < taps.weights[x].length; tap++) {
            int from = left + taps.first[x] + tap;
            sum += taps.weights[x][tap] * value(channel, top + y, from);
          }
          narrow[y * size + x] = sum;
        }
      }
      for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
          float sum = 0;
          for (int tap = 0; tap < taps.weights[y].length; tap++) {
            sum += taps.weights[y][tap] * narrow[(taps.first[y] + tap) * size + x];
          }
          result[(channel * size + y) * size + x] = (byte) Math.min(255, Math.round(sum));
        }
      }
    }
    return new Planes(channels, size, size, result);
  }

  /** Which source pixels make a target pixel, with weights that sum to 1. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Taps(int[] first, float[][] weights) {
    static Taps of(int side, int size) {
      double scale = (double) side / size;
      double support = Math.max(1, scale);
      int[] first = new int[size];
      float[][] weights = new float[size][];
      for (int i = 0; i < size; i++) {
        double centre = (i + 0.5) * scale;
        first[i] = Math.max(0, (int) Math.floor(centre - support + 0.5));
        int end = Math.min(side, (int) Math.floor(centre + support + 0.5));
        weights[i] = triangle(first[i], end, centre, support);
      }
      return new Taps(first, weights);
    }

    private static float[] triangle(int from, int end, double centre, double support) {
      double[] raw = new double[end - from];
      double sum = 0;
      for (int i = 0; i < raw.length; i++) {
        raw[i] = Math.max(0, 1 - Math.abs((from + i + 0.5 - centre) / support));
        sum += raw[i];
      }
      float[] weights = new float[raw.length];
      for (int i = 0; i < raw.length; i++) {
        weights[i] = (float) (raw[i] / sum);
      }
      return weights;
    }
  }
}
