package org.leap.jobs.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;

/** Draws charts as PNG files. */
final class PngImage {
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
    try {
      return BitmapEncoder.getBitmapBytes(chart, BitmapFormat.PNG);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to memory", e);
    }
  }
}
