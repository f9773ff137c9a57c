package org.leap.jobs.formats.images;

import java.io.Serializable;
import org.leap.jobs.formats.BadDataException;

/**
 * What every example looks like.
 *
 * @param scaled whether pictures are scaled and cropped to it; else they must have this size
 * @param recoloured whether grey and coloured pictures are made alike; else they must be alike
 * @param model name of the image that they must be like
 */
record ImageForm(
    int channels, int height, int width, boolean scaled, boolean recoloured, String model)
    implements Serializable {

  /**
   * The features of a picture.
   *
   * @param name of its file, for messages
   * @throws BadDataException if it is not like the others and should be
   */
  byte[] of(Planes picture, String name) {
    boolean fits = picture.height() == height && picture.width() == width;
    if (!fits && !scaled) {
      throw new BadDataException(
          name,
          "is %s x %s, but %s is %s x %s (height x width); set data.size to scale and crop all images to one size"
              .formatted(picture.height(), picture.width(), model, height, width));
    }
    if (picture.channels() != channels && !recoloured) {
      throw new BadDataException(
          name,
          "is %s, but %s is %s; set data.channels to 1 (grey) or 3 (colours) for all images"
              .formatted(shades(picture.channels()), model, shades(channels)));
    }
    Planes coloured = picture.withChannels(channels);
    return fits ? coloured.values() : new CentreCrop(height).of(coloured).values();
  }

  private static String shades(int channels) {
    return channels == 1 ? "grey" : "coloured";
  }
}
