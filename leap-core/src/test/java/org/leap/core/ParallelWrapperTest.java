package org.leap.core;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** DL4J's own training in several threads of one process takes perturbed networks as they are. */
class ParallelWrapperTest {
  private static final DataSet DATA = data();

  private static DataSet data() {
    Nd4j.getRandom().setSeed(7);
    INDArray features = Nd4j.rand(256, 4).subi(0.5);
    INDArray labels = Nd4j.zeros(256, 2);
    for (int i = 0; i < 256; i++) {
      labels.putScalar(i, features.getFloat(i, 0) > 0 ? 1 : 0, 1);
    }
    return new DataSet(features, labels);
  }

  @SuppressWarnings("try") // Its close() may throw InterruptedException.
  private static MultiLayerNetwork trained(IUpdater updater) {
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .updater(updater)
            .list()
            .layer(
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nIn(4)
                    .nOut(2)
                    .activation(Activation.SOFTMAX)
                    .build())
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    try (ParallelWrapper wrapper =
        new ParallelWrapper.Builder<>(network)
            .workers(2)
            .averagingFrequency(2)
            .prefetchBuffer(2)
            .build()) {
      for (int epoch = 0; epoch < 10; epoch++) {
        wrapper.fit(new ListDataSetIterator<>(List.copyOf(DATA.asList()), 32));
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return network;
  }

  @Test
  void trainsPerturbedNetworks() {
    MultiLayerNetwork perturbed = trained(Leap.perturb(new Adam(0.05)).sigma(0.3).seed(5).build());
    assertTrue(
        perturbed.evaluate(new ListDataSetIterator<>(DATA.asList(), 64)).accuracy() > 0.9,
        "it has not learned");
  }

  /** Its own order of minibatches changes from run to run, noise this strong is seen anyway. */
  @Test
  void itsWorkersDrawTheNoise() {
    double plain = norm(trained(new Adam(0.05)));
    double perturbed = norm(trained(Leap.perturb(new Adam(0.05)).sigma(50).seed(5).build()));
    assertTrue(perturbed > 3 * plain, perturbed + " and " + plain);
  }

  private static double norm(MultiLayerNetwork network) {
    return network.params().norm2Number().doubleValue();
  }
}
