package org.leap.spark.data;

/** Scales images by bilinear interpolation. */
final class Bilinear {
  private Bilinear() {}

  /**
   * A rectangle of an image, scaled to a square.
   *
   * @param image {@code [channels, height, width]}
   * @param size side of the square
   */
  static byte[] scale(
      ExampleShape shape, byte[] image, int top, int left, int height, int width, int size) {
    byte[] scaled = new byte[shape.channels() * size * size];
    int plane = shape.height() * shape.width();
    for (int y = 0; y < size; y++) {
      double down = place(y, size, height);
      int upper = (int) down;
      int lower = Math.min(upper + 1, height - 1);
      for (int x = 0; x < size; x++) {
        double right = place(x, size, width);
        int near = (int) right;
        int far = Math.min(near + 1, width - 1);
        for (int c = 0; c < shape.channels(); c++) {
          int first = c * plane + (top + upper) * shape.width() + left;
          int second = c * plane + (top + lower) * shape.width() + left;
          double above = between(image[first + near], image[first + far], right - near);
          double below = between(image[second + near], image[second + far], right - near);
          scaled[(c * size + y) * size + x] =
              (byte) (int) (above + (below - above) * (down - upper) + 0.5);
        }
      }
    }
    return scaled;
  }

  /** Where the centre of a new pixel lies among the centres of the old ones. */
  private static double place(int pixel, int size, int length) {
    double place = (pixel + 0.5) * length / size - 0.5;
    return Math.max(0, Math.min(place, length - 1));
  }

  private static double between(byte from, byte to, double share) {
    int a = from & 0xff;
    return a + ((to & 0xff) - a) * share;
  }
}
