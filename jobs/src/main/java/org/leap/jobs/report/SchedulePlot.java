package org.leap.jobs.report;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;

/** The learning rate and the band of its perturbation, as an image. */
public final class SchedulePlot {
  /** The charts are drawn for a phone. */
  private static final int SCALE = 2;

  private SchedulePlot() {}

  /**
   * Draws it as the report of a run does.
   *
   * @param moments at least one
   * @return a PNG file
   */
  public static byte[] png(String name, List<RatePoint> moments) {
    XYChart chart = Curves.learningRate("rate", moments).chart().orElseThrow();
    chart.setTitle(name);
    int width = chart.getWidth();
    int height = chart.getHeight();
    BufferedImage image =
        new BufferedImage(SCALE * width, SCALE * height, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = image.createGraphics();
    canvas.scale(SCALE, SCALE);
    chart.paint(canvas, width, height);
    canvas.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to memory", e);
    }
    return bytes.toByteArray();
  }
}
