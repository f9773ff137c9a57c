import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Cuts a small, class-balanced subset out of Fashion-MNIST: the first n examples of every class, in
 * the order of the original files. The output depends on nothing but the input (gzip without time
 * stamp, level 9).
 *
 * <pre>
 * apt-get install dataset-fashion-mnist
 * java conf/data/CutFashionMnist.java /usr/share/datasets/fashion-mnist conf/data/fashion-mnist-small
 * </pre>
 */
final class CutFashionMnist {
  private static final int CLASSES = 10;
  private static final int IMAGES_MAGIC = 0x803;
  private static final int LABELS_MAGIC = 0x801;

  private CutFashionMnist() {}

  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      System.err.println("usage: java CutFashionMnist.java SOURCE_FOLDER TARGET_FOLDER");
      System.exit(2);
    }
    Path source = Path.of(args[0]);
    Path target = Files.createDirectories(Path.of(args[1]));
    cut(source, target, "train", 1000);
    cut(source, target, "t10k", 200);
  }

  private static void cut(Path source, Path target, String part, int perClass) throws IOException {
    String imagesName = part + "-images-idx3-ubyte.gz";
    String labelsName = part + "-labels-idx1-ubyte.gz";
    var images = new ByteArrayOutputStream();
    var labels = new ByteArrayOutputStream();
    int height;
    int width;
    int[] taken = new int[CLASSES];
    try (var imagesIn = open(source.resolve(imagesName));
        var labelsIn = open(source.resolve(labelsName))) {
      expect(imagesIn.readInt() == IMAGES_MAGIC, imagesName + " is not an IDX file of images");
      expect(labelsIn.readInt() == LABELS_MAGIC, labelsName + " is not an IDX file of labels");
      int count = imagesIn.readInt();
      expect(count == labelsIn.readInt(), part + " has different numbers of images and labels");
      height = imagesIn.readInt();
      width = imagesIn.readInt();
      for (int row = 0; row < count; row++) {
        byte[] image = imagesIn.readNBytes(height * width);
        int label = labelsIn.readUnsignedByte();
        if (taken[label] < perClass) {
          taken[label]++;
          images.write(image);
          labels.write(label);
        }
      }
    }
    for (int label = 0; label < CLASSES; label++) {
      expect(taken[label] == perClass, part + " has only " + taken[label] + " of class " + label);
    }
    write(target.resolve(imagesName), images, IMAGES_MAGIC, CLASSES * perClass, height, width);
    write(target.resolve(labelsName), labels, LABELS_MAGIC, CLASSES * perClass);
  }

  private static DataInputStream open(Path file) throws IOException {
    return new DataInputStream(
        new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file))));
  }

  private static void write(Path file, ByteArrayOutputStream content, int... header)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 * header.length);
    for (int value : header) {
      bytes.putInt(value);
    }
    try (OutputStream out = new SmallestGzip(Files.newOutputStream(file))) {
      out.write(bytes.array());
      content.writeTo(out);
    }
  }

  private static void expect(boolean condition, String problem) throws IOException {
    if (!condition) {
      throw new IOException(problem);
    }
  }

  private static final class SmallestGzip extends GZIPOutputStream {
    SmallestGzip(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}
