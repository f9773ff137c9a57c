import java.io.File;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Scores with a model that was trained with LEAP, in a program that knows nothing of it: only DL4J
 * is on the class path. Argument: the model's file, what PlainDl4j wrote as plain.zip or a run
 * folder's model.zip.
 */
public final class ScoreModel {
  public static void main(String[] args) throws Exception {
    MultiLayerNetwork network = ModelSerializer.restoreMultiLayerNetwork(new File(args[0]), true);
    System.out.println("output " + network.output(Nd4j.create(new float[][] {{0.5f, 0.5f}})));
  }
}
