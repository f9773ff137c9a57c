package org.leap.jobs.formats.images;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;
import javax.imageio.plugins.jpeg.JPEGQTable;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Images to write, and to damage. */
public final class ImageFiles {
  private ImageFiles() {}

  /** One colour all over. */
  public static BufferedImage plain(int width, int height, int rgb) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, rgb);
      }
    }
    return image;
  }

  public static byte[] encoded(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, format, bytes);
    return bytes.toByteArray();
  }

  /** A JPEG of four components, stored as given, with Adobe's marker: 0 for CMYK, 2 for YCCK. */
  static byte[] fourComponents(int width, int height, int transform, int... components)
      throws IOException {
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, 4, null);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        raster.setPixel(x, y, components);
      }
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(raster, null, metadata(writer, transform)), param);
    }
    writer.dispose();
    return bytes.toByteArray();
  }

  private static IIOMetadata metadata(ImageWriter writer, int transform) throws IOException {
    ImageTypeSpecifier rgba =
        ImageTypeSpecifier.createFromBufferedImageType(BufferedImage.TYPE_4BYTE_ABGR);
    IIOMetadata metadata = writer.getDefaultImageMetadata(rgba, null);
    String format = "javax_imageio_jpeg_image_1.0";
    IIOMetadataNode root = new IIOMetadataNode(format);
    root.appendChild(new IIOMetadataNode("JPEGvariety"));
    IIOMetadataNode sequence = new IIOMetadataNode("markerSequence");
    root.appendChild(sequence);
    IIOMetadataNode adobe = new IIOMetadataNode("app14Adobe");
    adobe.setAttribute("version", "100");
    adobe.setAttribute("flags0", "0");
    adobe.setAttribute("flags1", "0");
    adobe.setAttribute("transform", String.valueOf(transform));
    sequence.appendChild(adobe);
    IIOMetadataNode frame = new IIOMetadataNode("sof");
    frame.setAttribute("process", "0");
    frame.setAttribute("samplePrecision", "8");
    frame.setAttribute("numLines", "1");
    frame.setAttribute("samplesPerLine", "1");
    frame.setAttribute("numFrameComponents", "4");
    IIOMetadataNode scan = new IIOMetadataNode("sos");
    scan.setAttribute("numScanComponents", "4");
    scan.setAttribute("startSpectralSelection", "0");
    scan.setAttribute("endSpectralSelection", "63");
    scan.setAttribute("approxHigh", "0");
    scan.setAttribute("approxLow", "0");
    for (int id = 1; id <= 4; id++) {
      IIOMetadataNode component = new IIOMetadataNode("componentSpec");
      component.setAttribute("componentId", String.valueOf(id));
      component.setAttribute("HsamplingFactor", "1");
      component.setAttribute("VsamplingFactor", "1");
      component.setAttribute("QtableSelector", "0");
      frame.appendChild(component);
      IIOMetadataNode selector = new IIOMetadataNode("scanComponentSpec");
      selector.setAttribute("componentSelector", String.valueOf(id));
      selector.setAttribute("dcHuffTable", "0");
      selector.setAttribute("acHuffTable", "0");
      scan.appendChild(selector);
    }
    sequence.appendChild(table("dqt", "dqtable", "qtableId", "", JPEGQTable.K1Luminance));
    sequence.appendChild(table("dht", "dhtable", "htableId", "0", JPEGHuffmanTable.StdDCLuminance));
    sequence.appendChild(table("dht", "dhtable", "htableId", "1", JPEGHuffmanTable.StdACLuminance));
    sequence.appendChild(frame);
    sequence.appendChild(scan);
    metadata.setFromTree(format, root);
    return metadata;
  }

  private static IIOMetadataNode table(
      String segment, String name, String id, String kind, Object table) {
    IIOMetadataNode node = new IIOMetadataNode(name);
    node.setAttribute(id, "0");
    if (!kind.isEmpty()) {
      node.setAttribute("class", kind);
    }
    node.setUserObject(table);
    IIOMetadataNode parent = new IIOMetadataNode(segment);
    parent.appendChild(node);
    return parent;
  }
}
