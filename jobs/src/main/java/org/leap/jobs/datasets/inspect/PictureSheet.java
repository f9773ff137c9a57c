package org.leap.jobs.datasets.inspect;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.FeatureType;

/**
 * Examples side by side, a class in each row, as PNG. Without text, for which not every machine has
 * fonts.
 */
final class PictureSheet {
  static final int PER_CLASS = 10;
  static final int MOST_CLASSES = 20;
  private static final int GAP = 4;

  /** Tiny pictures are enlarged to about this, big ones reduced. */
  private static final int SIDE = 96;

  private PictureSheet() {}

  /** The sheet as a PNG, or nothing if the examples, as they are stored, are not pictures. */
  static Optional<byte[]> png(ExampleShape shape, List<List<byte[]>> pictures) throws IOException {
    boolean coloured = shape.channels() == 3;
    if (shape.type() != FeatureType.UINT8 || (!coloured && shape.channels() != 1)) {
      return Optional.empty();
    }
    double scale = (double) SIDE / Math.max(shape.height(), shape.width());
    scale = scale >= 1 ? Math.floor(scale) : scale;
    int width = (int) Math.max(1, Math.round(shape.width() * scale));
    int height = (int) Math.max(1, Math.round(shape.height() * scale));
    BufferedImage sheet =
        new BufferedImage(
            PER_CLASS * (width + GAP) + GAP,
            pictures.size() * (height + GAP) + GAP,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    if (scale < 1) {
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    }
    for (int row = 0; row < pictures.size(); row++) {
      for (int column = 0; column < pictures.get(row).size(); column++) {
        BufferedImage picture = picture(shape, pictures.get(row).get(column));
        int x = GAP + column * (width + GAP);
        int y = GAP + row * (height + GAP);
        graphics.drawImage(picture, x, y, width, height, null);
      }
    }
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(sheet, "png", bytes);
    return Optional.of(bytes.toByteArray());
  }

  private static BufferedImage picture(ExampleShape shape, byte[] planes) {
    int plane = shape.height() * shape.width();
    BufferedImage picture =
        new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < plane; i++) {
      int rgb = 0;
      for (int c = 0; c < 3; c++) {
        int channel = shape.channels() == 3 ? c : 0;
        rgb = (rgb << 8) | (planes[channel * plane + i] & 0xff);
      }
      picture.setRGB(i % shape.width(), i / shape.width(), rgb);
    }
    return picture;
  }
}
