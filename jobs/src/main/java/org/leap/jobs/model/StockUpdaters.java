package org.leap.jobs.model;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.leap.core.optimizer.HeavyBall;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;

/** Replaces what only LEAP knows by ND4J's nearest, so that plain DL4J can read a network. */
final class StockUpdaters {
  private StockUpdaters() {}

  /** Changes the configuration of a network; its optimizer state keeps its layout. */
  static void install(MultiLayerNetwork network) {
    int step = network.getIterationCount();
    int epoch = network.getEpochCount();
    for (Layer layer : network.getLayers()) {
      if (layer.conf().getLayer() instanceof BaseLayer configuration) {
        configuration.setIUpdater(stock(configuration.getIUpdater(), step, epoch));
      }
    }
  }

  /** The rate it has reached stands for its schedule. */
  private static IUpdater stock(IUpdater updater, int step, int epoch) {
    double rate = updater.getLearningRate(step, epoch);
    if (updater instanceof HeavyBall heavyBall) {
      return new Nesterovs(rate, heavyBall.momentum());
    }
    IUpdater stock = updater.clone();
    stock.setLrAndSchedule(rate, null);
    return stock;
  }
}
