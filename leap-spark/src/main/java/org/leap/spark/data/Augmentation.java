package org.leap.spark.data;

import java.io.Serializable;
import java.util.SplittableRandom;

/**
 * Changes an image at random before it is trained. Images are unsigned bytes {@code [channels,
 * height, width]}.
 */
public sealed interface Augmentation extends Serializable {
  /**
   * Shape of the images afterwards.
   *
   * @throws IllegalArgumentException if it cannot be done to such images
   */
  default ExampleShape output(ExampleShape input) {
    return input;
  }

  /** A changed image; the given one stays as it is. */
  byte[] train(ExampleShape input, byte[] image, SplittableRandom random);

  /** The image as it is evaluated: unchanged, unless its size must change. */
  default byte[] evaluate(ExampleShape input, byte[] image) {
    return image;
  }

  /** Moves the image by up to {@code padding} pixels in both directions; zeros come in. */
  record RandomCrop(int padding) implements Augmentation {
    @Override
    public ExampleShape output(ExampleShape input) {
      if (padding < 1 || padding >= Math.min(input.height(), input.width())) {
        throw new IllegalArgumentException(
            "random-crop with padding %s does not fit images of %s x %s: the padding must be at least 1 and smaller than the image"
                .formatted(padding, input.height(), input.width()));
      }
      return input;
    }

    @Override
    public byte[] train(ExampleShape input, byte[] image, SplittableRandom random) {
      int down = random.nextInt(2 * padding + 1) - padding;
      int right = random.nextInt(2 * padding + 1) - padding;
      int width = input.width();
      int first = Math.max(0, -right);
      int last = Math.min(width, width - right);
      byte[] moved = new byte[image.length];
      for (int line = 0; line < input.channels() * input.height(); line++) {
        int y = line % input.height() + down;
        if (y >= 0 && y < input.height()) {
          System.arraycopy(
              image,
              (line + down) * width + first + right,
              moved,
              line * width + first,
              last - first);
        }
      }
      return moved;
    }
  }

  /** Mirrors every second image. */
  record HorizontalFlip() implements Augmentation {
    @Override
    public byte[] train(ExampleShape input, byte[] image, SplittableRandom random) {
      if (!random.nextBoolean()) {
        return image;
      }
      byte[] mirrored = new byte[image.length];
      int width = input.width();
      for (int line = 0; line < image.length; line += width) {
        for (int x = 0; x < width; x++) {
          mirrored[line + x] = image[line + width - 1 - x];
        }
      }
      return mirrored;
    }
  }

  /**
   * Cuts out 8 % to 100 % of the image's area with sides 3:4 to 4:3 and scales it to a square, as
   * GoogLeNet was trained (Szegedy et al. 2015). In evaluation the central square with 7/8 of the
   * shorter side is taken.
   *
   * @param size height and width afterwards
   */
  record RandomResizedCrop(int size) implements Augmentation {
    private static final int TRIES = 10;
    private static final double LEAST_AREA = 0.08;
    private static final double LOG_RATIO = StrictMath.log(4.0 / 3.0);
    private static final double EVALUATED = 7.0 / 8.0;

    @Override
    public ExampleShape output(ExampleShape input) {
      if (size < 1) {
        throw new IllegalArgumentException(
            "random-resized-crop to size %s: the size must be at least 1".formatted(size));
      }
      return new ExampleShape(input.channels(), size, size, input.classes(), input.type());
    }

    @Override
    public byte[] train(ExampleShape input, byte[] image, SplittableRandom random) {
      for (int i = 0; i < TRIES; i++) {
        double share = LEAST_AREA + random.nextDouble() * (1 - LEAST_AREA);
        double area = share * input.height() * input.width();
        double ratio = StrictMath.exp((2 * random.nextDouble() - 1) * LOG_RATIO);
        int width = (int) Math.round(StrictMath.sqrt(area * ratio));
        int height = (int) Math.round(StrictMath.sqrt(area / ratio));
        if (width >= 1 && height >= 1 && width <= input.width() && height <= input.height()) {
          int top = random.nextInt(input.height() - height + 1);
          int left = random.nextInt(input.width() - width + 1);
          return scale(input, image, top, left, height, width, size);
        }
      }
      return centre(input, image, Math.min(input.height(), input.width()));
    }

    @Override
    public byte[] evaluate(ExampleShape input, byte[] image) {
      int side = (int) Math.round(EVALUATED * Math.min(input.height(), input.width()));
      return centre(input, image, Math.max(1, side));
    }

    private byte[] centre(ExampleShape input, byte[] image, int side) {
      int top = (input.height() - side) / 2;
      int left = (input.width() - side) / 2;
      return scale(input, image, top, left, side, side, size);
    }

    /**
     * A rectangle of an image, scaled to a square by bilinear interpolation.
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
}
