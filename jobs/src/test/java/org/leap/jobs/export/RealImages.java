package org.leap.jobs.export;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.leap.jobs.formats.DataSignature;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.Normalization;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Test images of Fashion-MNIST that come with this repository. */
final class RealImages {
  static final ExampleShape SHAPE = new ExampleShape(1, 28, 28, 10);
  static final Normalization SCALING = new Normalization(List.of(72.94), List.of(90.02));

  /** What a network trained on them says of itself. */
  static final DataSignature SIGNATURE =
      new DataSignature(
          "idx",
          IntStream.range(0, 10).mapToObj(c -> "class " + c).toList(),
          List.of(),
          List.of(),
          SHAPE,
          List.of(),
          SCALING,
          null);

  private static final Path FILE =
      Path.of("../conf/data/fashion-mnist-small/t10k-images-idx3-ubyte.gz");

  private RealImages() {}

  /** The bytes of the first images as they are stored. */
  static byte[] bytes(int count) throws IOException {
    try (var in =
        new DataInputStream(
            new BufferedInputStream(new GZIPInputStream(Files.newInputStream(FILE))))) {
      in.skipNBytes(16);
      return in.readNBytes(count * SHAPE.size());
    }
  }

  /** The first images, {@code [n, 1, 28, 28]}, of 0 to 255. */
  static INDArray stored(int count) throws IOException {
    byte[] bytes = bytes(count);
    float[] values = new float[bytes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = bytes[i] & 0xff;
    }
    return Nd4j.create(values, new long[] {count, 1, SHAPE.height(), SHAPE.width()}, 'c');
  }

  /** The same as a network sees them, as images or as rows. */
  static INDArray scaled(int count, boolean rows) throws IOException {
    INDArray images = stored(count).subi(SCALING.mean().get(0)).divi(SCALING.deviation().get(0));
    return rows ? images.reshape(count, SHAPE.size()) : images;
  }

  /** A signature of this shape with the same scaling for each channel, or as told. */
  static DataSignature signature(ExampleShape shape, Normalization scaling) {
    return new DataSignature(
        "images",
        Collections.nCopies(shape.classes(), "c"),
        List.of(),
        List.of(),
        shape,
        List.of(),
        scaling,
        null);
  }
}
