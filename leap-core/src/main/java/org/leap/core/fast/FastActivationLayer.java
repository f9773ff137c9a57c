package org.leap.core.fast;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.ActivationLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Activation layer that copies its input once a step, not twice; the same bits as DL4J's. */
final class FastActivationLayer extends ActivationLayer {
  private static final long serialVersionUID = 1L;
  private final transient KeptActivation activation;

  FastActivationLayer(NeuralNetConfiguration conf, DataType dataType, KeptActivation activation) {
    super(conf, dataType);
    this.activation = activation;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    if (!training) {
      return super.activate(false, workspaces);
    }
    assertInputSet(false);
    INDArray z = workspaces.dup(ArrayType.ACTIVATIONS, input, input.ordering());
    return activation.forward(layerConf().getActivationFn(), z, workspaces);
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
    INDArray own =
        delta == epsilon
            ? workspaces.dup(ArrayType.ACTIVATION_GRAD, delta)
            : workspaces.leverageTo(ArrayType.ACTIVATION_GRAD, delta);
    return new Pair<>(new DefaultGradient(), own);
  }
}
