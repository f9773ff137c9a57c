import java.io.File;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.leap.core.LeapUpdater;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Goes on with a perturbed network that DL4J's ModelSerializer wrote, noise included: leap-core is
 * on the class path. Argument: full.zip of PlainDl4j.
 */
public final class TrainOn {
  public static void main(String[] args) throws Exception {
    MultiLayerNetwork network = ModelSerializer.restoreMultiLayerNetwork(new File(args[0]), true);
    LeapUpdater updater =
        (LeapUpdater) network.getLayer(0).conf().getLayer().getUpdaterByParam("W");
    int before = network.getIterationCount();
    INDArray features = Nd4j.create(new float[][] {{0.5f, 0.5f}, {-0.5f, 0.5f}});
    network.fit(new DataSet(features, Nd4j.eye(2)));
    System.out.println(
        "sigma "
            + updater.perturbation().sigma()
            + ", steps "
            + (network.getIterationCount() - before));
  }
}
