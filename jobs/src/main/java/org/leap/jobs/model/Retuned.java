package org.leap.jobs.model;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.leap.jobs.config.WeightDecay;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.schedule.ISchedule;

/** A network with another optimizer, or its own at another learning rate. */
final class Retuned {
  private Retuned() {}

  /** The network with this optimizer and decay in all layers that are trained. */
  static ZooNetwork by(ZooNetwork network, IUpdater optimizer, WeightDecay decay) {
    return changed(
        network,
        layer -> {
          layer.setIUpdater(optimizer);
          layer.setBiasUpdater(null);
          layer.setRegularization(List.of());
          layer.setRegularizationBias(List.of());
          ModelZoo.decay(layer, decay);
        });
  }

  /**
   * The network with its own optimizers, all at this learning rate.
   *
   * @throws IllegalArgumentException if one has none
   */
  static ZooNetwork at(ZooNetwork network, ISchedule learningRate) {
    return changed(
        network,
        layer -> {
          layer.setIUpdater(at(layer.getIUpdater(), learningRate));
          layer.setBiasUpdater(at(layer.getBiasUpdater(), learningRate));
        });
  }

  private static IUpdater at(IUpdater own, ISchedule learningRate) {
    if (own == null || own instanceof NoOp) {
      return own;
    }
    if (!own.hasLearningRate()) {
      throw new IllegalArgumentException(
          "schedule: the optimizer of the network in model.file, %s, has no learning rate: write optimizer too, or leave schedule out"
              .formatted(own.getClass().getSimpleName()));
    }
    IUpdater copy = own.clone();
    copy.setLrAndSchedule(Double.NaN, learningRate);
    return copy;
  }

  private static ZooNetwork changed(ZooNetwork network, Consumer<BaseLayer> change) {
    ZooNetwork copy = network.copy();
    trained(copy).forEach(change);
    return copy;
  }

  /** The layers that have an optimizer. */
  private static Stream<BaseLayer> trained(ZooNetwork network) {
    return network.layers().stream()
        .map(Retuned::inside)
        .filter(BaseLayer.class::isInstance)
        .map(BaseLayer.class::cast);
  }

  private static Layer inside(Layer layer) {
    return layer instanceof BaseWrapperLayer wrapper ? inside(wrapper.getUnderlying()) : layer;
  }

  /** Its optimizers, each once, in the order of its layers. */
  static Set<IUpdater> optimizers(ZooNetwork network) {
    Set<IUpdater> optimizers = new LinkedHashSet<>();
    trained(network)
        .flatMap(layer -> Stream.of(layer.getIUpdater(), layer.getBiasUpdater()))
        .filter(updater -> updater != null && !(updater instanceof NoOp))
        .forEach(optimizers::add);
    return optimizers;
  }
}
