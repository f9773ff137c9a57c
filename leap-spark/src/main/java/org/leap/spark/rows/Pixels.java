package org.leap.spark.rows;

import java.util.List;

/**
 * An image of Spark's image schema: bytes {@code [height, width, channels]}, colours as blue, green
 * and red.
 *
 * @param origin where it is from; may be null
 */
@SuppressWarnings("ArrayRecordComponent") // handed on at once, never compared
public record Pixels(int channels, int height, int width, byte[] bytes, String origin) {
  /** The fields of a struct that is such an image; the last may be missing. */
  public static final List<String> FIELDS =
      List.of("height", "width", "nChannels", "data", "origin");

  private static final int ORIGIN = 4;

  /** Those that may not. */
  public static final List<String> NEEDED = FIELDS.subList(0, ORIGIN);

  /**
   * The image in a column.
   *
   * @throws RowValueException if it lacks a value, or its bytes are not as many as its sides say
   */
  public static Pixels of(RowView row, int column) {
    RowView image = row.struct(column, FIELDS);
    for (int field = 0; field < NEEDED.size(); field++) {
      if (image.isNull(field)) {
        throw new RowValueException("an image whose %s is null".formatted(FIELDS.get(field)));
      }
    }
    int height = (int) image.number(0);
    int width = (int) image.number(1);
    int channels = (int) image.number(2);
    byte[] bytes = image.bytes(3);
    String origin = image.isNull(ORIGIN) ? null : image.text(ORIGIN);
    if (height < 1
        || width < 1
        || channels < 1
        || bytes.length != (long) height * width * channels) {
      throw new RowValueException(
          "the image %s, which is invalid or not of bytes".formatted(origin));
    }
    return new Pixels(channels, height, width, bytes, origin);
  }

  /**
   * The bytes {@code [channels, height, width]}.
   *
   * @param reversed whether the last channel comes first: red, green, blue
   */
  public byte[] planes(boolean reversed) {
    byte[] planes = new byte[bytes.length];
    int plane = height * width;
    for (int i = 0; i < plane; i++) {
      for (int c = 0; c < channels; c++) {
        planes[c * plane + i] = bytes[i * channels + (reversed ? channels - 1 - c : c)];
      }
    }
    return planes;
  }
}
