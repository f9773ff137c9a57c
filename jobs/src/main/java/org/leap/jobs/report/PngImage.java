package org.leap.jobs.report;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import org.apache.commons.lang3.function.Failable;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;

/** Draws charts as PNG files. */
public final class PngImage {
  /** A schedule alone is larger: the charts are drawn for a phone. */
  private static final int SCALE = 2;

  private PngImage() {}

  /** Files by name; none where this machine cannot draw, which the page says. */
  static Map<String, byte[]> of(Supplier<List<Curve>> curves) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try {
      for (Curve curve : curves.get()) {
        curve.chart().ifPresent(chart -> files.put(curve.id() + ".png", draw(chart)));
      }
    } catch (RuntimeException | InternalError | LinkageError e) {
      return Map.of();
    }
    return files;
  }

  private static byte[] draw(XYChart chart) {
    return Failable.get(() -> BitmapEncoder.getBitmapBytes(chart, BitmapFormat.PNG));
  }

  /**
   * The learning rate and the band of its perturbation, as the report of a run draws them.
   *
   * @param moments at least one
   * @return a PNG file
   */
  public static byte[] ofSchedule(String name, List<RatePoint> moments) {
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
    Failable.run(() -> ImageIO.write(image, "png", bytes));
    return bytes.toByteArray();
  }
}
