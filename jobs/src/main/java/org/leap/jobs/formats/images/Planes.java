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
}
