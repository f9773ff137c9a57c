package org.leap.core.graph;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Forward and backward pass of a node layer: {@code activation(propagate(X W) + b)}, where X is the
 * layer's input or the features of the bound graph. All sums are in double precision and in a fixed
 * order.
 */
abstract class NodeLayerPass<C extends NodeLayer> extends BaseLayer<C> implements GraphBound {
  private static final long serialVersionUID = 1L;

  private transient NodeGraph graph;
  private transient Projection projection;
  private transient double[] kept;

  NodeLayerPass(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
  }

  @Override
  public void bind(NodeGraph bound) {
    if (layerConf().isOnFeatures() && bound.features().columns() != layerConf().getNIn()) {
      throw new IllegalArgumentException(
          "the graph has %s features, but layer %s takes %s"
              .formatted(
                  bound.features().columns(), layerConf().getLayerName(), layerConf().getNIn()));
    }
    graph = bound;
  }

  NodeGraph graph() {
    if (graph == null) {
      throw new IllegalStateException(
          "layer %s has no graph: call GraphNetworks.bind(network, graph) first"
              .formatted(layerConf().getLayerName()));
    }
    return graph;
  }

  /**
   * What becomes of the projected nodes by their edges.
   *
   * @param projected {@code [nodes, width]}
   * @param training whether a backward pass follows
   * @return {@code [nodes, nOut]}
   */
  abstract double[] propagate(double[] projected, boolean training);

  /**
   * The gradient by what {@link #propagate} was given; gradients by own parameters are handed to
   * {@link #store}.
   *
   * @param delta gradient by what it returned; may be overwritten
   */
  abstract double[] backpropagate(double[] delta, Gradient gradient);

  final double[] parameter(String name) {
    return Rows.read(getParam(name));
  }

  final void store(String name, double[] values, Gradient gradient) {
    INDArray view = gradientViews.get(name);
    Rows.write(values, view);
    gradient.gradientForVariable().put(name, view);
  }

  private int nOut() {
    return Math.toIntExact(layerConf().getNOut());
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    Projection forward =
        new Projection(layerConf(), graph(), input, parameter(NodeParameters.WEIGHT), training);
    double[] z = propagate(forward.product(), training);
    double[] bias = parameter(NodeParameters.BIAS);
    for (int start = 0; start < z.length; start += bias.length) {
      Rows.addScaled(1, bias, 0, z, start, bias.length);
    }
    projection = training ? forward : null;
    kept = training ? z : null;
    INDArray activations = Rows.array(z, nOut(), dataType, ArrayType.ACTIVATIONS, workspaces);
    return layerConf().getActivationFn().getActivation(activations, training);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    INDArray z = Rows.array(kept, nOut(), dataType, ArrayType.BP_WORKING_MEM, workspaces);
    double[] delta = Rows.read(layerConf().getActivationFn().backprop(z, epsilon).getFirst());
    kept = null;
    Gradient gradient = new DefaultGradient();
    double[] bias = new double[nOut()];
    for (int start = 0; start < delta.length; start += bias.length) {
      Rows.addScaled(1, delta, start, bias, 0, bias.length);
    }
    double[] byProjected = backpropagate(delta, gradient);
    store(NodeParameters.WEIGHT, projection.weightGradient(byProjected), gradient);
    store(NodeParameters.BIAS, bias, gradient);
    INDArray byInput = null;
    if (!layerConf().isOnFeatures()) {
      double[] values = projection.inputGradient(byProjected);
      byInput =
          Rows.array(values, input.columns(), dataType, ArrayType.ACTIVATION_GRAD, workspaces);
    }
    projection = null;
    return new Pair<>(gradient, byInput);
  }

  @Override
  public void clear() {
    projection = null;
    kept = null;
    super.clear();
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }
}
