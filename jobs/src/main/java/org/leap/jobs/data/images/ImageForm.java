package org.leap.jobs.data.images;

import java.io.Serializable;
import org.leap.jobs.data.BadDataException;

/**
 * What every example looks like.
 *
 * @param scaled whether pictures are scaled and cropped to it; else they must have this size
 */
record ImageForm(int channels, int height, int width, boolean scaled) implements Serializable {

  /** The features of a picture. */
  byte[] of(Planes picture, String name) {
    Planes coloured = picture.withChannels(channels);
    if (picture.height() == height && picture.width() == width) {
      return coloured.values();
    }
    if (!scaled) {
      throw new BadDataException(
          name,
          "is %d x %d (height x width), expected %d x %d like the others; set data.size to scale and crop all images to one size"
              .formatted(picture.height(), picture.width(), height, width));
    }
    return new CentreCrop(height).of(coloured).values();
  }
}
