package org.leap.core.fast;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Convolution layer on ND4J's own operations that convolves input and weights once a step. */
final class FastConvolutionLayer extends ConvolutionLayer implements FastLayer {
  private static final long serialVersionUID = 1L;
  private static final String WEIGHT = ConvolutionParamInitializer.WEIGHT_KEY;
  private static final String BIAS = ConvolutionParamInitializer.BIAS_KEY;

  private final transient KeptActivation activation;
  private transient InputGradient inputGradient = InputGradient.COMPUTED;

  FastConvolutionLayer(NeuralNetConfiguration conf, DataType dataType, KeptActivation activation) {
    super(conf, dataType);
    this.activation = activation;
  }

  @Override
  public void inputGradient(InputGradient fate) {
    inputGradient = fate;
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
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    applyDropOutIfNecessary(training, workspaces);
    INDArray z = preOutput(training, false, workspaces).getFirst();
    return training
        ? activation.forward(layerConf().getActivationFn(), z, workspaces)
        : layerConf().getActivationFn().getActivation(z, false);
  }

  @Override
  protected Pair<INDArray, INDArray> preOutput(
      boolean training, boolean forBackprop, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    INDArray bias = getParamWithNoise(BIAS, training, workspaces);
    INDArray weights = getParamWithNoise(WEIGHT, training, workspaces);
    validateInputRank();
    validateInputDepth(weights.size(1));
    Convolution convolution = new Convolution(layerConf());
    INDArray images = input.castTo(dataType);
    INDArray z =
        workspaces.createUninitialized(
            ArrayType.ACTIVATIONS, dataType, convolution.outputShape(images), 'c');
    convolution.forward(images, weights, hasBias() ? bias : null, z);
    return new Pair<>(z, null);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    if (!activation.isPresent()) {
      INDArray z = preOutput(true, true, workspaces).getFirst();
      activation.forward(layerConf().getActivationFn(), z, workspaces);
    }
    INDArray delta = activation.backward(layerConf().getActivationFn(), epsilon.castTo(dataType));
    INDArray images = input.castTo(dataType);
    INDArray weights = getParamWithNoise(WEIGHT, true, workspaces);
    INDArray bias = hasBias() ? getParamWithNoise(BIAS, true, workspaces) : null;
    INDArray biasGradient = hasBias() ? gradientViews.get(BIAS) : null;
    INDArray weightGradient = gradientViews.get(WEIGHT);
    Convolution convolution = new Convolution(layerConf());
    INDArray epsilonNext;
    if (inputGradient == InputGradient.COMPUTED) {
      epsilonNext =
          workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, images.shape(), 'c');
      convolution.backward(images, weights, bias, delta, epsilonNext, weightGradient, biasGradient);
      epsilonNext = backpropDropOutIfPresent(epsilonNext);
    } else {
      convolution.parametersBackward(
          images, weights, bias, delta, weightGradient, biasGradient, workspaces);
      epsilonNext = inputGradient.substitute(images, workspaces);
    }
    weightNoiseParams.clear();

    Gradient gradient = new DefaultGradient();
    if (hasBias()) {
      gradient.setGradientFor(BIAS, biasGradient);
    }
    gradient.setGradientFor(WEIGHT, weightGradient, 'c');
    return new Pair<>(gradient, epsilonNext);
  }
}
