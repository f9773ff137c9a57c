package org.leap.core.fast;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.optimize.solvers.accumulation.GradientsAccumulator;
import org.leap.core.step.NetworkPlan;
import org.leap.core.step.Precision;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

final class FastComputationGraph extends ComputationGraph {
  private static final long serialVersionUID = 1L;

  private final transient PlannedSteps planned;
  private transient boolean accumulated;

  /** DL4J's own are private. */
  private transient INDArray[] labels;

  /**
   * @param precision of planned steps; null for layers alone
   */
  FastComputationGraph(ComputationGraphConfiguration configuration, Precision precision) {
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
    for (GraphVertex vertex : vertices) {
      if (vertex instanceof LayerVertex layerVertex) {
        replace(layerVertex, apart);
      }
    }
    for (GraphVertex vertex : vertices) {
      if (vertex instanceof LayerVertex layerVertex
          && layerVertex.getLayer() instanceof FastLayer layer
          && inputGradientIsUnread(layerVertex)) {
        layer.inputGradient(InputGradient.unread(layerVertex.getLayerPreProcessor()));
      }
    }
  }

  private void replace(LayerVertex vertex, boolean apart) {
    Layer plain = vertex.getLayer();
    Layer variant = LayerVariants.of(plain, apart);
    vertex.setLayer(variant);
    for (int i = 0; i < layers.length; i++) {
      if (layers[i] == plain) {
        layers[i] = variant;
      }
    }
    // Kept activations must survive the dropout of the layer above.
    variant.allowInputModification(false);
  }

  /**
   * A graph adds up the gradients of all that read an input before it throws them away, so either
   * all of them leave theirs out or none.
   */
  private boolean inputGradientIsUnread(LayerVertex vertex) {
    GraphVertex source = vertices[vertex.getInputVertices()[0].getVertexIndex()];
    if (!source.isInputVertex()
        && !(source.hasLayer() && source.getLayer() instanceof FrozenLayer)) {
      return false;
    }
    for (VertexIndices reader : source.getOutputVertices()) {
      if (!(vertices[reader.getVertexIndex()] instanceof LayerVertex other
          && other.getLayer() instanceof FastLayer)) {
        return false;
      }
    }
    return true;
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
    if (planned == null
        || labels == null
        || !planned.coverTraining(getInput(0), false, getListeners(), layers)) {
      super.computeGradientAndScore();
      return;
    }
    synchronizeIterEpochCounts();
    double sum = planned.plan().gradient(getInput(0), labels[0]);
    score = score(sum, getInput(0));
    gradient = planned.views(layers, i -> layers[i].conf().getLayer().getLayerName());
    getListeners().forEach(listener -> listener.onBackwardPass(this));
  }

  private double score(double sum, INDArray features) {
    return PlannedSteps.mean(sum, features, getOutputLayer(0)) + calcRegularizationScore(true);
  }

  @Override
  public void setLabels(INDArray... newLabels) {
    super.setLabels(newLabels);
    labels = newLabels;
  }

  @Override
  public void fit(
      INDArray[] features, INDArray[] newLabels, INDArray[] featureMasks, INDArray[] labelMasks) {
    if (!updatesInOnePass(features[0], anyOf(featureMasks) || anyOf(labelMasks))
        || featureMasks != null
        || labelMasks != null) {
      super.fit(features, newLabels, featureMasks, labelMasks);
      return;
    }
    setInputs(features);
    setLabels(newLabels);
    planned.train(features[0].size(0), getListeners());
    synchronizeIterEpochCounts();
  }

  private static boolean anyOf(INDArray... masks) {
    return masks != null && Arrays.stream(masks).anyMatch(Objects::nonNull);
  }

  private boolean updatesInOnePass(INDArray features, boolean masked) {
    if (planned == null
        || accumulated
        || !planned.coverTraining(features, masked, getListeners(), layers)) {
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
  public synchronized INDArray[] output(
      boolean train,
      INDArray[] features,
      INDArray[] featureMasks,
      INDArray[] labelMasks,
      MemoryWorkspace workspace) {
    return planned != null
            && !train
            && workspace == null
            && planned.cover(features[0], anyOf(featureMasks) || anyOf(labelMasks), layers)
        ? new INDArray[] {planned.plan().output(features[0])}
        : super.output(train, features, featureMasks, labelMasks, workspace);
  }

  @Override
  public double score(MultiDataSet minibatch, boolean training) {
    return planned != null
            && !training
            && planned.cover(minibatch.getFeatures(0), minibatch.hasMaskArrays(), layers)
        ? score(
            planned.plan().loss(minibatch.getFeatures(0), minibatch.getLabels(0)),
            minibatch.getFeatures(0))
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
