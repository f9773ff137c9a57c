package org.leap.core.fast;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Dense layer that multiplies input and weights once a step; the same bits as DL4J's. */
final class FastDenseLayer extends DenseLayer implements FastLayer {
  private static final long serialVersionUID = 1L;
  private final transient KeptActivation activation;
  private transient InputGradient inputGradient = InputGradient.COMPUTED;

  FastDenseLayer(NeuralNetConfiguration conf, DataType dataType, KeptActivation activation) {
    super(conf, dataType);
    this.activation = activation;
  }

  @Override
  public void inputGradient(InputGradient fate) {
    inputGradient = fate;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    if (!training) {
      return super.activate(false, workspaces);
    }
    INDArray activations =
        activation.forward(layerConf().getActivationFn(), preOutput(true, workspaces), workspaces);
    if (maskArray != null) {
      applyMask(activations);
    }
    return activations;
  }

  @Override
  public void setInput(INDArray newInput, LayerWorkspaceMgr workspaces) {
    activation.clear();
    super.setInput(newInput, workspaces);
  }

  @Override
  public void clear() {
    activation.clear();
    super.clear();
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    if (!activation.isPresent()) {
      return super.backpropGradient(epsilon, workspaces);
    }
    INDArray delta = activation.backward(layerConf().getActivationFn(), epsilon);
    if (maskArray != null) {
      applyMask(delta);
    }
    Gradient gradient = new DefaultGradient();
    DenseProducts products = new DenseProducts(gradientViews, hasBias());
    products.bias(delta, gradient);
    INDArray epsilonNext =
        inputGradient == InputGradient.COMPUTED
            ? DenseProducts.input(weights(workspaces), delta, workspaces)
            : inputGradient.substitute(input, workspaces);
    products.weights(input, delta, gradient);
    weightNoiseParams.clear();
    return new Pair<>(
        gradient,
        inputGradient == InputGradient.COMPUTED
            ? backpropDropOutIfPresent(epsilonNext)
            : epsilonNext);
  }

  private INDArray weights(LayerWorkspaceMgr workspaces) {
    return getParamWithNoise(DenseProducts.WEIGHT, true, workspaces);
  }
}
