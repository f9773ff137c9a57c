package org.leap.jobs.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.commons.lang3.function.Failable;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;

/** Draws a chart as an SVG element that can stand inside an HTML page beside others. */
final class SvgImage {
  private static final Pattern ID = Pattern.compile("\\bid=\"([^\"]+)\"");
  private static final Pattern LONG_FRACTION = Pattern.compile("\\d+\\.\\d{3,}(?![\\dE])");

  private SvgImage() {}

  /**
   * @param idPrefix makes the ids unique within the page
   * @param labelledBy id of the page's element that describes the image
   */
  static String draw(XYChart chart, String idPrefix, String labelledBy) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Failable.run(
        () -> VectorGraphicsEncoder.saveVectorGraphic(chart, bytes, VectorGraphicsFormat.SVG));
    String file = bytes.toString(UTF_8);
    String content = file.substring(file.indexOf('>', file.indexOf("<svg")) + 1);
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"%s\" viewBox=\"0 0 %s %s\">%s"
        .formatted(
            labelledBy,
            chart.getWidth(),
            chart.getHeight(),
            shortened(renamed(content, idPrefix)).strip());
  }

  /** The encoder's ids are hash codes of shapes, the same in two charts of one layout. */
  private static String renamed(String svg, String prefix) {
    Map<String, String> names = new LinkedHashMap<>();
    ID.matcher(svg)
        .results()
        .forEach(id -> names.putIfAbsent(id.group(1), prefix + "-" + (names.size() + 1)));
    String result = svg;
    for (var name : names.entrySet()) {
      result =
          result
              .replace("id=\"" + name.getKey() + "\"", "id=\"" + name.getValue() + "\"")
              .replace("#" + name.getKey() + ")", "#" + name.getValue() + ")");
    }
    return result;
  }

  /** A hundredth of a pixel is enough and halves the size. */
  private static String shortened(String svg) {
    return LONG_FRACTION
        .matcher(svg)
        .replaceAll(
            number ->
                new BigDecimal(number.group())
                    .setScale(2, RoundingMode.HALF_UP)
                    .stripTrailingZeros()
                    .toPlainString());
  }
}
