package org.leap.jobs.formats.images;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStreamImpl;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.MemoryBound;
import org.leap.jobs.formats.files.DataStream;
import org.leap.jobs.text.Quoted;

/**
 * Decodes JPEG and PNG with the readers that come with Java, whatever else is on the class path.
 * CMYK becomes RGB by multiplying with black, alpha is blended with white, of 16 bits the upper 8
 * count, and colour profiles are ignored: what Pillow does, too, but for alpha. Not thread-safe.
 */
final class ImageDecoder implements AutoCloseable {
  /** Encoded; more than any picture within the bound on pixels needs. */
  private static final int MOST_BYTES = 256 << 20;

  private static final String WHAT = "the decoded image";
  private static final String ADVICE =
      "scale it down, remove it or give the process more memory (LEAP_MEMORY, spark.executor.memory)";
  private static final String READERS = "com.sun.imageio.plugins.";

  private final ImageReader jpeg = reader("jpeg");
  private final ImageReader png = reader("png");
  private final MemoryBound memory;
  private final EncodedImage encoded = new EncodedImage();
  private String warning;

  ImageDecoder() {
    this(MemoryBound.OF_THIS_PROCESS);
  }

  ImageDecoder(MemoryBound memory) {
    this.memory = memory;
    jpeg.addIIOReadWarningListener((reader, text) -> warning = warning == null ? text : warning);
  }

  private static ImageReader reader(String format) {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (reader.getClass().getName().startsWith(READERS)) {
        return reader;
      }
    }
    throw new IllegalStateException("This Java has no reader for " + format);
  }

  Planes decode(DataStream content) throws IOException {
    return decode(content.name(), content.readNBytes(MOST_BYTES));
  }

  Planes decode(String name, byte[] file) {
    ImageHeader header = ImageHeader.read(name, file);
    memory.check(name, WHAT, header.decodedBytes(), ADVICE);
    if (header.png()) {
      ImageHeader.checkChunks(name, file);
    }
    ImageReader reader = header.png() ? png : jpeg;
    warning = null;
    encoded.open(header.png() ? file : PlainJpeg.of(file));
    try {
      reader.setInput(encoded, true, true);
      Planes planes =
          !header.png() && header.samples() == 4
              ? cmyk(reader.readRaster(0, null), header.ycck())
              : planes(reader.read(0), header);
      if (warning != null && !isHarmless(warning)) {
        throw damaged(name, warning, null);
      }
      return planes;
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      if (e.getCause() instanceof OutOfMemoryError) {
        throw memory.exceeded(name, WHAT, header.decodedBytes(), ADVICE);
      }
      throw damaged(name, e.getMessage(), e);
    } catch (NegativeArraySizeException | NullPointerException | IllegalStateException e) {
      // What the reader lets through of the damage it finds.
      throw damaged(name, e.toString(), e);
    } finally {
      reader.setInput(null);
    }
  }

  /** Bytes between two segments lose nothing of the picture. */
  private static boolean isHarmless(String warning) {
    return warning.contains("extraneous bytes before marker") || warning.contains("profile");
  }

  static BadDataException damaged(String name, String reason, Exception cause) {
    return new BadDataException(
        name,
        "is a damaged image: %s; replace it or set data.onBadRecord: skip"
            .formatted(Quoted.bare(String.valueOf(reason))),
        cause);
  }

  private static Planes planes(BufferedImage image, ImageHeader header) {
    if (image.getColorModel() instanceof IndexColorModel) {
      // Java reads grey of fewer than 8 bits as a palette.
      return header.grey() ? palette(image).withChannels(1) : palette(image);
    }
    Raster raster = image.getRaster();
    if (image.getType() == BufferedImage.TYPE_3BYTE_BGR) {
      return blueGreenRed(image, ((DataBufferByte) raster.getDataBuffer()).getData());
    }
    return bands(raster);
  }

  private static Planes blueGreenRed(BufferedImage image, byte[] pixels) {
    int plane = image.getWidth() * image.getHeight();
    byte[] values = new byte[3 * plane];
    for (int i = 0, from = 0; i < plane; i++, from += 3) {
      values[i] = pixels[from + 2];
      values[plane + i] = pixels[from + 1];
      values[2 * plane + i] = pixels[from];
    }
    return new Planes(3, image.getHeight(), image.getWidth(), values);
  }

  /** Any number of bits, with or without alpha. */
  private static Planes bands(Raster raster) {
    int bands = raster.getNumBands();
    int channels = bands < 3 ? 1 : 3;
    boolean alpha = bands == 2 || bands == 4;
    int shift = raster.getTransferType() == DataBuffer.TYPE_USHORT ? 8 : 0;
    int width = raster.getWidth();
    int plane = width * raster.getHeight();
    byte[] values = new byte[channels * plane];
    int[] row = new int[width * bands];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        int opacity = alpha ? row[x * bands + bands - 1] >> shift : 255;
        for (int c = 0; c < channels; c++) {
          values[c * plane + y * width + x] = onWhite(row[x * bands + c] >> shift, opacity);
        }
      }
    }
    return new Planes(channels, raster.getHeight(), width, values);
  }

  private static Planes palette(BufferedImage image) {
    int width = image.getWidth();
    int plane = width * image.getHeight();
    byte[] values = new byte[3 * plane];
    for (int i = 0; i < plane; i++) {
      int argb = image.getRGB(i % width, i / width);
      for (int c = 0; c < 3; c++) {
        values[c * plane + i] = onWhite(argb >> (16 - 8 * c) & 0xff, argb >>> 24);
      }
    }
    return new Planes(3, image.getHeight(), width, values);
  }

  private static byte onWhite(int value, int opacity) {
    return (byte) ((value * opacity + 255 * (255 - opacity) + 127) / 255);
  }

  /** Inks are stored inverted, as all programs write them: 255 is none. */
  private static Planes cmyk(Raster raster, boolean ycck) {
    int width = raster.getWidth();
    int plane = width * raster.getHeight();
    byte[] values = new byte[3 * plane];
    int[] inks = new int[4];
    for (int i = 0; i < plane; i++) {
      raster.getPixel(i % width, i / width, inks);
      if (ycck) {
        toCmyk(inks);
      }
      for (int c = 0; c < 3; c++) {
        values[c * plane + i] = (byte) ((inks[c] * inks[3] + 127) / 255);
      }
    }
    return new Planes(3, raster.getHeight(), width, values);
  }

  /** JFIF's conversion, then the complement. */
  private static void toCmyk(int[] inks) {
    double luminance = inks[0];
    double blue = inks[1] - 128;
    double red = inks[2] - 128;
    inks[0] = 255 - clamp(luminance + 1.402 * red);
    inks[1] = 255 - clamp(luminance - 0.344136 * blue - 0.714136 * red);
    inks[2] = 255 - clamp(luminance + 1.772 * blue);
  }

  private static int clamp(double value) {
    return (int) Math.max(0, Math.min(255, Math.round(value)));
  }

  @Override
  public void close() {
    jpeg.dispose();
    png.dispose();
  }

  /**
   * The bytes of one image after the other. Java's own streams of memory each register with one
   * thread that cleans up behind them, and wait for each other in its table.
   */
  private static final class EncodedImage extends ImageInputStreamImpl {
    private byte[] bytes = new byte[0];

    /** Begins with the next image. */
    void open(byte[] image) {
      bytes = image;
      streamPos = 0;
      flushedPos = 0;
      bitOffset = 0;
    }

    @Override
    public int read() {
      bitOffset = 0;
      return streamPos < bytes.length ? bytes[(int) streamPos++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int from, int length) {
      bitOffset = 0;
      int available = (int) (bytes.length - streamPos);
      if (available <= 0 && length > 0) {
        return -1;
      }
      int count = Math.min(length, available);
      System.arraycopy(bytes, (int) streamPos, target, from, count);
      streamPos += count;
      return count;
    }

    @Override
    public long length() {
      return bytes.length;
    }
  }
}
