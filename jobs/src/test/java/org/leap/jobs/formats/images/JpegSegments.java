package org.leap.jobs.formats.images;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.w3c.dom.Element;

/** JPEG files with other segments. */
final class JpegSegments {
  private static final int FRAME = 0xc0;
  private static final int SCAN = 0xda;

  private JpegSegments() {}

  /** With a segment more, behind JFIF's where there is one. */
  static byte[] insert(byte[] jpeg, int marker, byte[] content) {
    int at = marker(jpeg, 2) == 0xe0 ? next(jpeg, 2) : 2;
    return ByteBuffer.allocate(jpeg.length + content.length + 4)
        .put(jpeg, 0, at)
        .putShort((short) (0xff00 | marker))
        .putShort((short) (content.length + 2))
        .put(content)
        .put(jpeg, at, jpeg.length - at)
        .array();
  }

  static byte[] without(byte[] jpeg, int marker) {
    int at = find(jpeg, marker);
    int next = next(jpeg, at);
    return ByteBuffer.allocate(jpeg.length - next + at)
        .put(jpeg, 0, at)
        .put(jpeg, next, jpeg.length - next)
        .array();
  }

  /** With other numbers of the three components. */
  static byte[] numbered(byte[] jpeg, int... numbers) {
    byte[] other = jpeg.clone();
    for (int i = 0; i < 3; i++) {
      other[find(jpeg, FRAME) + 10 + 3 * i] = (byte) numbers[i];
      other[find(jpeg, SCAN) + 5 + 2 * i] = (byte) numbers[i];
    }
    return other;
  }

  /** Content of the segment of a colour profile. */
  static byte[] profile(byte[] icc) {
    byte[] head = "ICC_PROFILE\0\1\1".getBytes(ISO_8859_1);
    return ByteBuffer.allocate(head.length + icc.length).put(head).put(icc).array();
  }

  /** Encodes a picture whose colours are as fine as its brightness. */
  static byte[] full(BufferedImage image) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), null);
    String format = metadata.getNativeMetadataFormatName();
    IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(format);
    Element luminance = (Element) root.getElementsByTagName("componentSpec").item(0);
    luminance.setAttribute("HsamplingFactor", "1");
    luminance.setAttribute("VsamplingFactor", "1");
    metadata.setFromTree(format, root);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, metadata), null);
    }
    writer.dispose();
    return bytes.toByteArray();
  }

  private static int find(byte[] jpeg, int marker) {
    int at = 2;
    while (marker(jpeg, at) != marker) {
      at = next(jpeg, at);
    }
    return at;
  }

  private static int marker(byte[] jpeg, int at) {
    return jpeg[at + 1] & 0xff;
  }

  private static int next(byte[] jpeg, int at) {
    return at + 2 + (ByteBuffer.wrap(jpeg).getShort(at + 2) & 0xffff);
  }
}
