import java.io.DataInputStream;
import java.io.File;
import java.io.FileInputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * Scores with a model that was trained with LEAP, in a program that knows nothing of it: only DL4J
 * is on the class path. Arguments: a run folder's model.zip and a gzipped IDX file of grey images,
 * of which it scores the first ten; or the model's file, such as PlainDl4j's plain.zip, and the
 * features of one example.
 */
public final class ScoreModel {
  public static void main(String[] args) throws Exception {
    File file = new File(args[0]);
    MultiLayerNetwork network = ModelSerializer.restoreMultiLayerNetwork(file, true);
    if (args.length > 2) {
      float[] features = new float[args.length - 1];
      for (int i = 0; i < features.length; i++) {
        features[i] = Float.parseFloat(args[i + 1]);
      }
      System.out.println("output " + network.output(Nd4j.create(new float[][] {features})));
      return;
    }
    JsonNode data = trainedOn(file);
    JsonNode scaling = data.get("normalization");
    INDArray images = firstImages(new File(args[1]), 10);
    images.subi(scaling.get("mean").get(0).asDouble());
    images.divi(scaling.get("deviation").get(0).asDouble());
    INDArray output = network.output(images);
    INDArray best = output.argMax(1);
    for (int i = 0; i < best.length(); i++) {
      int c = best.getInt(i);
      String name = data.get("classes").get(c).asText();
      System.out.printf(Locale.ROOT, "image %d: %s %.3f%n", i, name, output.getDouble(i, c));
    }
  }

  /** What LEAP put beside the network: names of the classes, and how the images were scaled. */
  private static JsonNode trainedOn(File model) throws Exception {
    try (ZipFile zip = new ZipFile(model)) {
      ZipEntry entry = zip.getEntry("leap.json");
      if (entry == null) {
        throw new IllegalArgumentException(model + " does not say how its images were scaled");
      }
      return new ObjectMapper().readTree(zip.getInputStream(entry)).get("data");
    }
  }

  /** {@code [count, 1, height, width]}, 0 to 255. */
  private static INDArray firstImages(File idx, int count) throws Exception {
    try (DataInputStream in =
        new DataInputStream(new GZIPInputStream(new FileInputStream(idx)))) {
      in.readInt(); // what kind of file it is
      int n = Math.min(count, in.readInt());
      int height = in.readInt();
      int width = in.readInt();
      float[] pixels = new float[n * height * width];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = in.readUnsignedByte();
      }
      return Nd4j.create(pixels, new long[] {n, 1, height, width}, 'c');
    }
  }
}
