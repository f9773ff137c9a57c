package org.leap.jobs.formats.images;

import java.io.Serializable;
import java.util.Optional;
import java.util.OptionalInt;
import org.leap.spark.data.ExampleShape;

/**
 * Makes examples of JPEG and PNG files that are no files of their own, with the bits that the same
 * files have in folders.
 */
public final class EncodedImages implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Readers are slow to make, and no two threads may share one. */
  private static final ThreadLocal<ImageDecoder> DECODER =
      ThreadLocal.withInitial(ImageDecoder::new);

  private final ImageForm form;

  private EncodedImages(ImageForm form) {
    this.form = form;
  }

  /**
   * Of a form that is given; absent where an image must tell it.
   *
   * @param size side of the square that images are scaled and cropped to
   * @param channels 1 or 3
   */
  public static Optional<EncodedImages> given(OptionalInt size, OptionalInt channels) {
    return ImageForm.given(size, channels).map(EncodedImages::new);
  }

  /**
   * Of a form that is given, and else that of an image.
   *
   * @param name of the image, for messages
   * @throws org.leap.jobs.formats.BadDataException if it cannot be decoded
   */
  public static EncodedImages like(
      OptionalInt size, OptionalInt channels, String name, byte[] file) {
    return new EncodedImages(
        ImageForm.like(size, channels, DECODER.get().decode(name, file), name));
  }

  /** Of every example. */
  public ExampleShape shape(int classes) {
    return form.shape(classes);
  }

  /**
   * The features of an image.
   *
   * @param name of the image, for messages
   * @throws org.leap.jobs.formats.BadDataException if it cannot be decoded or has another form
   */
  public byte[] features(String name, byte[] file) {
    return form.of(DECODER.get().decode(name, file), name);
  }
}
