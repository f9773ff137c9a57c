package org.leap.core.fast;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Output layer that multiplies input and weights once a step and uses the product for both gradient
 * and score; the same bits as DL4J's.
 */
final class FastOutputLayer extends OutputLayer implements FastLayer {
  private static final long serialVersionUID = 1L;
  private transient InputGradient inputGradient = InputGradient.COMPUTED;
  private transient INDArray kept;
  private transient INDArray keptMask;

  FastOutputLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public void inputGradient(InputGradient fate) {
    inputGradient = fate;
  }

  @Override
  public void setInput(INDArray newInput, LayerWorkspaceMgr workspaces) {
    kept = null;
    super.setInput(newInput, workspaces);
  }

  @Override
  public void clear() {
    kept = null;
    super.clear();
  }

  /** Hands out what the backward pass kept, once: loss functions may overwrite it. */
  @Override
  protected INDArray preOutput2d(boolean training, LayerWorkspaceMgr workspaces) {
    if (training && kept != null && keptMask == maskArray) {
      INDArray z = kept;
      kept = null;
      return z;
    }
    return super.preOutput2d(training, workspaces);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    kept = null;
    INDArray z = preOutput2d(true, workspaces);
    // The score is computed when this layer's working memory is gone; the input's is still there.
    kept = workspaces.dup(ArrayType.INPUT, z, z.ordering());
    keptMask = maskArray;

    INDArray delta =
        layerConf()
            .getLossFn()
            .computeGradient(
                getLabels2d(workspaces, ArrayType.BP_WORKING_MEM),
                z,
                layerConf().getActivationFn(),
                maskArray);
    Gradient gradient = new DefaultGradient();
    DenseProducts products = new DenseProducts(gradientViews, hasBias());
    products.weights(input, delta, gradient);
    products.bias(delta, gradient);
    if (inputGradient != InputGradient.COMPUTED) {
      return new Pair<>(gradient, inputGradient.substitute(input, workspaces));
    }
    INDArray weights = getParamWithNoise(DenseProducts.WEIGHT, true, workspaces);
    INDArray outputDelta = workspaces.leverageTo(ArrayType.ACTIVATION_GRAD, delta);
    return new Pair<>(
        gradient, backpropDropOutIfPresent(DenseProducts.input(weights, outputDelta, workspaces)));
  }
}
