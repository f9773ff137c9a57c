package org.leap.core;

import java.util.Arrays;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.conf.stepfunctions.NegativeGradientStepFunction;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What one pass presumes of a network as a whole, and by what it sees that this has changed. */
record PlannedNetwork(NetworkView view, BaseMultiLayerUpdater<?> updater, INDArray gradient) {

  static PlannedNetwork of(NetworkView view) {
    BaseMultiLayerUpdater<?> updater = view.updater();
    return new PlannedNetwork(view, updater, updater.getFlattenedGradientsView());
  }

  @SuppressWarnings("ReferenceEquality") // Whether it is the very one that was planned for.
  boolean isCurrent() {
    return view.updater() == updater && view.network().getGradientsViewArray() == gradient;
  }

  boolean isKnown() {
    return descends(view.network().conf())
        && updater.getUpdaterBlocks().stream().allMatch(PlannedNetwork::keepsItsGradients)
        && Arrays.stream(view.layers()).allMatch(layer -> isFree(layer.conf().getLayer()));
  }

  private static boolean descends(NeuralNetConfiguration configuration) {
    return configuration.getOptimizationAlgo() == OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT
        && configuration.isMinimize()
        && (configuration.getStepFunction() == null
            || configuration.getStepFunction() instanceof NegativeGradientStepFunction);
  }

  private static boolean keepsItsGradients(UpdaterBlock block) {
    return !block.isPretrainUpdaterBlock()
        && block.getLayersAndVariablesInBlock().stream()
            .map(parameter -> parameter.getLayer().getConfig().getGradientNormalization())
            .allMatch(kind -> kind == null || kind == GradientNormalization.None);
  }

  /** Whether no constraint is on a layer, nor on one that it wraps. */
  private static boolean isFree(Layer layer) {
    if (layer == null) {
      return true;
    }
    if (layer.getConstraints() != null && !layer.getConstraints().isEmpty()) {
      return false;
    }
    if (layer instanceof BaseWrapperLayer wrapper) {
      return isFree(wrapper.getUnderlying());
    }
    if (layer instanceof FrozenLayer frozen) {
      return isFree(frozen.getLayer());
    }
    return !(layer instanceof Bidirectional both)
        || (isFree(both.getFwd()) && isFree(both.getBwd()));
  }
}
