package org.leap.core.fast;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/**
 * With running mean m and s = 1 / sqrt(running variance + epsilon), the output is gamma s (x - m) +
 * beta by channel; of the gradient e of the output, gamma gets sum(e s (x - m)), beta sum(e), the
 * input gamma s e, and the statistics nothing.
 */
final class FixedStatisticsLayer extends FastNormalization {
  private static final long serialVersionUID = 1L;

  FixedStatisticsLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  /** Cheap enough to be computed always. */
  @Override
  public void inputGradient(InputGradient fate) {}

  @Override
  public INDArray preOutput(INDArray x, TrainingMode mode, LayerWorkspaceMgr workspaces) {
    INDArray scale = gamma().mul(inverseDeviation());
    INDArray shift = beta().sub(mean().mul(scale));
    return affine(x.castTo(dataType), scale, shift, ArrayType.ACTIVATIONS, workspaces);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    INDArray e = epsilon.castTo(dataType);
    INDArray s = inverseDeviation();
    INDArray normalized =
        affine(
            input.castTo(dataType), s, mean().mul(s).negi(), ArrayType.BP_WORKING_MEM, workspaces);
    Gradient gradient = new DefaultGradient();
    gradientViews.forEach((name, view) -> gradient.setGradientFor(name, view.assign(0)));
    if (!layerConf().isLockGammaBeta()) {
      put(gradient, BatchNormalizationParamInitializer.GAMMA, sums(normalized.muli(e)));
      put(gradient, BatchNormalizationParamInitializer.BETA, sums(e.dup('c')));
    }
    INDArray zero = Nd4j.zeros(dataType, s.length());
    INDArray next = affine(e, gamma().mul(s), zero, ArrayType.ACTIVATION_GRAD, workspaces);
    return new Pair<>(gradient, next);
  }

  private INDArray affine(
      INDArray x, INDArray scale, INDArray shift, ArrayType place, LayerWorkspaceMgr workspaces) {
    INDArray values = Shape.hasDefaultStridesForShape(x) ? x : x.dup('c');
    INDArray output = workspaces.createUninitialized(place, dataType, x.shape(), 'c');
    channels(values).affine(values, scale, shift, output);
    return output;
  }

  private INDArray sums(INDArray values) {
    return channels(values).sums(values);
  }

  private INDArray mean() {
    return vector(BatchNormalizationParamInitializer.GLOBAL_MEAN);
  }

  private INDArray gamma() {
    return layerConf().isLockGammaBeta()
        ? Nd4j.valueArrayOf(new long[] {layerConf().getNOut()}, layerConf().getGamma(), dataType)
        : vector(BatchNormalizationParamInitializer.GAMMA);
  }

  private INDArray beta() {
    return layerConf().isLockGammaBeta()
        ? Nd4j.valueArrayOf(new long[] {layerConf().getNOut()}, layerConf().getBeta(), dataType)
        : vector(BatchNormalizationParamInitializer.BETA);
  }

  private INDArray inverseDeviation() {
    return inverseDeviation(runningVariance());
  }
}
