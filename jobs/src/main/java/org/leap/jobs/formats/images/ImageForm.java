package org.leap.jobs.formats.images;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.files.DataStream;
import org.leap.jobs.formats.files.FileTree;
import org.leap.jobs.formats.files.TreeFile;
import org.leap.spark.data.ExampleShape;

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

  /** As a user says, and else that of the first image that can be decoded. */
  static ImageForm of(
      OptionalInt size,
      OptionalInt channels,
      FileTree tree,
      List<TreeFile> files,
      Configuration hadoop)
      throws IOException {
    Optional<ImageForm> given = given(size, channels);
    if (given.isPresent()) {
      return given.get();
    }
    FirstImage first = new FirstImage();
    first.find(tree, files, hadoop);
    return like(size, channels, first.picture, first.name);
  }

  /** As a user says, if that is all. */
  static Optional<ImageForm> given(OptionalInt size, OptionalInt channels) {
    if (size.isEmpty() || channels.isEmpty()) {
      return Optional.empty();
    }
    int side = size.getAsInt();
    return Optional.of(new ImageForm(channels.getAsInt(), side, side, true, true, "every image"));
  }

  /** As a user says, and else that of an image. */
  static ImageForm like(OptionalInt size, OptionalInt channels, Planes first, String name) {
    return new ImageForm(
        channels.orElse(first.channels()),
        size.orElse(first.height()),
        size.orElse(first.width()),
        size.isPresent(),
        channels.isPresent(),
        name);
  }

  /** Of every example. */
  ExampleShape shape(int classes) {
    return new ExampleShape(channels, height, width, classes);
  }

  private static final class FirstImage {
    private String name;
    private Planes picture;
    private BadDataException problem;

    void find(FileTree tree, List<TreeFile> files, Configuration hadoop) throws IOException {
      try (ImageDecoder decoder = new ImageDecoder()) {
        int from = 0;
        // Doubled, because every batch of a compressed archive passes over what lies before it.
        for (int batch = 1; picture == null && from < files.size(); batch *= 2) {
          int to = Math.min(files.size(), from + batch);
          tree.read(files.subList(from, to), hadoop, (file, content) -> look(decoder, content));
          from = to;
        }
      }
      if (picture == null) {
        throw problem;
      }
    }

    private void look(ImageDecoder decoder, DataStream content) throws IOException {
      if (picture != null) {
        return;
      }
      try {
        picture = decoder.decode(content);
        name = content.name();
      } catch (BadDataException e) {
        problem = problem == null ? e : problem;
      }
    }
  }

  /** The features of a picture. */
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
    return fits ? coloured.values() : coloured.centreCrop(height).values();
  }

  private static String shades(int channels) {
    return channels == 1 ? "grey" : "coloured";
  }
}
