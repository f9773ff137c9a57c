package org.leap.spark.engine;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.leap.core.CudaBackend;
import org.leap.core.Leap;
import org.leap.core.NativeBackend;
import org.leap.core.NetworkView;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads what training needs, native libraries above all, which takes a process seconds: better
 * before it is given work than in the first round, for which all others would wait.
 */
public final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  private static final int STEPS = 3;
  private static final int WIDTH = 8;

  private WarmUp() {}

  /**
   * Trains a tiny network for some steps, and forgets it. What goes wrong is said, and is left to
   * the first task to fail by. Does nothing in a build for CUDA, where a thread must be bound to
   * its task's GPU first.
   */
  public static void ofThisProcess() {
    if (CudaBackend.isPresent()) {
      return;
    }
    long begin = System.nanoTime();
    try {
      NativeBackend.check();
      train();
      LOG.info("ready to train after {} ms", (System.nanoTime() - begin) / 1_000_000);
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("what training needs could not be loaded ahead: {}", e.toString());
    }
  }

  /** The same beside other work. */
  public static void inBackground() {
    Thread thread = new Thread(WarmUp::ofThisProcess, "leap-warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  /** The mean loss of its last step. */
  static double train() {
    MultiLayerConfiguration tiny =
        new NeuralNetConfiguration.Builder()
            .updater(Leap.perturb(new Sgd(0.1)).sigma(0.1).seed(1).build())
            .list()
            .layer(
                new DenseLayer.Builder().nIn(WIDTH).nOut(WIDTH).activation(Activation.RELU).build())
            .layer(
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nIn(WIDTH)
                    .nOut(WIDTH)
                    .activation(Activation.SOFTMAX)
                    .build())
            .build();
    NetworkView network = NetworkBlueprint.of(tiny, true).fresh();
    try {
      double loss = 0;
      for (int step = 0; step < STEPS; step++) {
        loss = network.fit(Nd4j.ones(2, WIDTH), Nd4j.eye(WIDTH).getRows(0, 1));
      }
      return loss;
    } finally {
      network.network().close();
    }
  }
}
