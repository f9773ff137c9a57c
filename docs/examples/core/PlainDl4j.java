import java.io.File;
import java.util.List;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingTrainer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.util.ModelSerializer;
import org.leap.core.Leap;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * LEAP in a program that uses DL4J alone: leap-core is one more dependency, and one line of the
 * configuration changes. Everything else (early stopping, transfer learning, saving) stays DL4J's.
 *
 * <p>Arguments: a folder, where plain.zip (for DL4J alone) and full.zip (to train on) are written.
 */
public final class PlainDl4j {
  public static void main(String[] args) throws Exception {
    File folder = new File(args[0]);
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .seed(42)
            // The line that changes: it was .updater(new Adam(0.01))
            .updater(Leap.perturb(new Adam(0.01)).sigma(0.2).seed(42).build())
            .list()
            .layer(new DenseLayer.Builder().nIn(2).nOut(16).activation(Activation.TANH).build())
            .layer(
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nIn(16)
                    .nOut(2)
                    .activation(Activation.SOFTMAX)
                    .build())
            .build();
    DataSet data = points(512);

    // Early stopping.
    EarlyStoppingConfiguration<MultiLayerNetwork> stopping =
        new EarlyStoppingConfiguration.Builder<MultiLayerNetwork>()
            .epochTerminationConditions(new MaxEpochsTerminationCondition(30))
            .scoreCalculator(new DataSetLossCalculator(batches(points(128)), true))
            .modelSaver(new InMemoryModelSaver<>())
            .build();
    MultiLayerNetwork best =
        new EarlyStoppingTrainer(stopping, configuration, batches(data)).fit().getBestModel();
    System.out.printf("accuracy %.3f%n", best.evaluate(batches(data)).accuracy());

    // Transfer learning: the hidden layer stays as it is, the last one learns on, perturbed.
    MultiLayerNetwork tuned =
        new TransferLearning.Builder(best)
            .fineTuneConfiguration(
                new FineTuneConfiguration.Builder()
                    .updater(Leap.perturb(new Adam(0.001)).sigma(0.2).seed(43).build())
                    .build())
            .setFeatureExtractor(0)
            .build();
    tuned.fit(batches(data), 2);
    System.out.printf("tuned accuracy %.3f%n", tuned.evaluate(batches(data)).accuracy());

    // For a program without leap-core on its class path, and for one that trains on.
    MultiLayerNetwork plain =
        Leap.reconfigure(best, Leap.portable(best.getLayerWiseConfigurations()));
    ModelSerializer.writeModel(plain, new File(folder, "plain.zip"), true);
    ModelSerializer.writeModel(best, new File(folder, "full.zip"), true);
    System.out.println("output " + best.output(Nd4j.create(new float[][] {{0.5f, 0.5f}})));
  }

  private static ListDataSetIterator<DataSet> batches(DataSet data) {
    List<DataSet> examples = data.asList();
    return new ListDataSetIterator<>(examples, 32);
  }

  /** Points of the square, whose class is whether their coordinates have the same sign. */
  static DataSet points(int n) {
    Nd4j.getRandom().setSeed(n);
    INDArray features = Nd4j.rand(n, 2).muli(2).subi(1);
    INDArray labels = Nd4j.zeros(n, 2);
    for (int i = 0; i < n; i++) {
      boolean same = features.getFloat(i, 0) * features.getFloat(i, 1) > 0;
      labels.putScalar(i, same ? 1 : 0, 1);
    }
    return new DataSet(features, labels);
  }
}
