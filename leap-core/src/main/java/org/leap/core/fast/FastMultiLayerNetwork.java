package org.leap.core.fast;

import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.solvers.accumulation.GradientsAccumulator;
import org.leap.core.step.NetworkPlan;
import org.leap.core.step.Precision;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

// DL4J's doEvaluation declares an array where its interface has varargs.
@SuppressWarnings("overrides")
final class FastMultiLayerNetwork extends MultiLayerNetwork {
  private static final long serialVersionUID = 1L;

  private final transient PlannedSteps planned;
  private transient boolean accumulated;

  /**
   * @param precision of planned steps; null for layers alone
   */
  FastMultiLayerNetwork(MultiLayerConfiguration configuration, Precision precision) {
    super(configuration);
    planned =
        precision == null
            ? null
            : new PlannedSteps(this, NetworkPlan.of(this, precision), precision);
  }

  @Override
  public void init(INDArray parameters, boolean cloneParametersArray) {
    super.init(parameters, cloneParametersArray);
    boolean apart = LayerVariants.overwriteInputs(layers);
    for (int i = 0; i < layers.length; i++) {
      Layer variant = LayerVariants.of(layers[i], apart);
      if (variant != layers[i]) {
        layers[i] = variant;
        layerMap.put(variant.conf().getLayer().getLayerName(), variant);
      }
      // Kept activations must survive the dropout of the layer above.
      variant.allowInputModification(false);
    }
  }

  @Override
  protected Pair<Gradient, INDArray> calcBackpropGradients(
      INDArray epsilon, boolean withOutputLayer, boolean truncated, boolean returnInputGradient) {
    int lowest = layers.length - 1;
    while (lowest > 0 && !(layers[lowest - 1] instanceof FrozenLayer)) {
      lowest--;
    }
    if (layers[lowest] instanceof FastLayer layer) {
      layer.inputGradient(
          returnInputGradient
              ? InputGradient.COMPUTED
              : InputGradient.unread(getLayerWiseConfigurations().getInputPreProcess(lowest)));
    }
    return super.calcBackpropGradients(epsilon, withOutputLayer, truncated, returnInputGradient);
  }

  /** Why a minibatch of this shape is not computed by a plan; empty where it is. */
  Optional<String> planObstacle(long... features) {
    return planned == null ? Optional.of("it works layer by layer") : planned.obstacle(features);
  }

  /** The products of a planned step alone; empty where it works layer by layer. */
  Optional<Runnable> products(INDArray features) {
    return planned != null && planned.cover(features, false, layers)
        ? Optional.of(planned.plan().products(features))
        : Optional.empty();
  }

  @Override
  public void computeGradientAndScore() {
    if (planned == null || !planned.coverTraining(input, false, trainingListeners, layers)) {
      super.computeGradientAndScore();
      return;
    }
    synchronizeIterEpochCounts();
    double sum = planned.plan().gradient(input, labels);
    score = score(sum, input);
    gradient = planned.views(layers, Integer::toString);
    trainingListeners.forEach(listener -> listener.onBackwardPass(this));
  }

  private double score(double sum, INDArray features) {
    return PlannedSteps.mean(sum, features, getOutputLayer()) + calcRegularizationScore(true);
  }

  @Override
  public synchronized void fit(
      INDArray features, INDArray labels, INDArray featuresMask, INDArray labelsMask) {
    if (!updatesInOnePass(features, featuresMask != null || labelsMask != null)) {
      super.fit(features, labels, featuresMask, labelsMask);
      return;
    }
    setInput(features);
    setLabels(labels);
    planned.train(features.size(0), trainingListeners);
    synchronizeIterEpochCounts();
  }

  private boolean updatesInOnePass(INDArray features, boolean masked) {
    if (planned == null
        || accumulated
        || !planned.coverTraining(features, masked, trainingListeners, layers)) {
      return false;
    }
    if (getGradientsViewArray() == null) {
      initGradientsView();
    }
    return planned.coverUpdate(getUpdater());
  }

  @Override
  public void setGradientsAccumulator(GradientsAccumulator accumulator) {
    accumulated = accumulator != null;
    super.setGradientsAccumulator(accumulator);
  }

  @Override
  public synchronized INDArray output(
      INDArray features,
      boolean train,
      INDArray featuresMask,
      INDArray labelsMask,
      MemoryWorkspace workspace) {
    return planned != null
            && !train
            && workspace == null
            && planned.cover(features, featuresMask != null || labelsMask != null, layers)
        ? planned.plan().output(features)
        : super.output(features, train, featuresMask, labelsMask, workspace);
  }

  @Override
  public double score(DataSet minibatch, boolean training) {
    return planned != null
            && !training
            && planned.cover(minibatch.getFeatures(), minibatch.hasMaskArrays(), layers)
        ? score(
            planned.plan().loss(minibatch.getFeatures(), minibatch.getLabels()),
            minibatch.getFeatures())
        : super.score(minibatch, training);
  }

  @Override
  public void close() {
    if (planned != null) {
      planned.close();
    }
    NativeMemory.free(flattenedParams, flattenedGradients, getUpdater(false));
  }
}
