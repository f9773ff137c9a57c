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
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Batch normalization of {@code [b, c]}, {@code [b, c, h, w]} and {@code [b, h, w, c]} that passes
 * over its arrays a few times where DL4J's passes over them thirty times.
 *
 * <p>With x centered by its batch mean, s = 1 / sqrt(variance + epsilon) and n values a channel,
 * the output is gamma s x + beta, and the gradient e of the output gives the input's as gamma s (e
 * - sum(e) / n - x s^2 sum(e x) / n).
 */
final class FastBatchNormalization extends FastNormalization {
  private static final long serialVersionUID = 1L;

  private transient InputGradient inputGradient = InputGradient.COMPUTED;
  private transient INDArray centered;
  private transient INDArray mean;
  private transient INDArray variance;

  FastBatchNormalization(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public void inputGradient(InputGradient fate) {
    inputGradient = fate;
  }

  @Override
  public void setInput(INDArray newInput, LayerWorkspaceMgr workspaces) {
    centered = null;
    super.setInput(newInput, workspaces);
  }

  @Override
  public void clear() {
    centered = null;
    super.clear();
  }

  @Override
  public INDArray preOutput(INDArray x, TrainingMode mode, LayerWorkspaceMgr workspaces) {
    ChannelStatistics channels = channels(x);
    if (x.rank() == 3 || x.size(channels.axis()) != layerConf().getNOut()) {
      return super.preOutput(x, mode, workspaces);
    }
    INDArray values = contiguous(x.castTo(dataType), ArrayType.ACTIVATIONS, workspaces);
    INDArray output =
        workspaces.createUninitialized(ArrayType.ACTIVATIONS, dataType, values.shape(), 'c');
    INDArray gamma = vector(BatchNormalizationParamInitializer.GAMMA);
    INDArray beta = vector(BatchNormalizationParamInitializer.BETA);
    if (mode != TrainingMode.TRAIN) {
      INDArray scale = gamma.mul(inverseDeviation(runningVariance()));
      INDArray shift = beta.sub(vector(BatchNormalizationParamInitializer.GLOBAL_MEAN).mul(scale));
      channels.affine(values, scale, shift, output);
      return output;
    }
    long count = values.length() / values.size(channels.axis());
    centered = workspaces.createUninitialized(ArrayType.ACTIVATIONS, dataType, values.shape(), 'c');
    mean = workspaces.leverageTo(ArrayType.ACTIVATIONS, channels.sums(values).divi(count));
    channels.affine(values, mean.mul(0).addi(1), mean.neg(), centered);
    variance =
        workspaces.leverageTo(
            ArrayType.ACTIVATIONS, channels.sums(centered.mul(centered)).divi(count));
    channels.affine(centered, gamma.mul(inverseDeviation(variance)), beta, output);
    return output;
  }

  private static INDArray contiguous(
      INDArray array, ArrayType place, LayerWorkspaceMgr workspaces) {
    return array.ordering() == 'c' && Shape.hasDefaultStridesForShape(array)
        ? array
        : workspaces.dup(place, array, 'c');
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    if (centered == null) {
      return super.backpropGradient(epsilon, workspaces);
    }
    ChannelStatistics channels = channels(centered);
    long count = centered.length() / centered.size(channels.axis());
    INDArray e = contiguous(epsilon.castTo(dataType), ArrayType.BP_WORKING_MEM, workspaces);
    INDArray s = inverseDeviation(variance);
    INDArray sum = channels.sums(e);
    INDArray sumScaled = channels.sums(e.mul(centered)).muli(s);

    INDArray epsilonNext;
    if (inputGradient == InputGradient.COMPUTED) {
      INDArray scale = vector(BatchNormalizationParamInitializer.GAMMA).mul(s);
      INDArray minusScaleByCount = scale.div(-count);
      epsilonNext =
          workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, e.shape(), 'c');
      channels.affine(
          centered,
          minusScaleByCount.mul(s).muli(sumScaled),
          minusScaleByCount.mul(sum),
          epsilonNext);
      INDArray direct =
          workspaces.createUninitialized(ArrayType.BP_WORKING_MEM, dataType, e.shape(), 'c');
      channels.affine(e, scale, sum.mul(0), direct);
      epsilonNext.addi(direct);
    } else {
      epsilonNext = inputGradient.substitute(e, workspaces);
    }
    centered = null;

    Gradient gradient = new DefaultGradient();
    put(gradient, BatchNormalizationParamInitializer.GAMMA, sumScaled);
    put(gradient, BatchNormalizationParamInitializer.BETA, sum);
    put(gradient, BatchNormalizationParamInitializer.GLOBAL_MEAN, meanUpdate());
    if (layerConf().isUseLogStd()) {
      put(gradient, BatchNormalizationParamInitializer.GLOBAL_LOG_STD, logDeviationUpdate());
    } else {
      put(gradient, BatchNormalizationParamInitializer.GLOBAL_VAR, varianceUpdate());
    }
    return new Pair<>(gradient, epsilonNext);
  }

  /** What is subtracted from the running mean so that it decays towards the batch's. */
  private INDArray meanUpdate() {
    return vector(BatchNormalizationParamInitializer.GLOBAL_MEAN)
        .sub(mean)
        .muli(1 - layerConf().getDecay());
  }

  private INDArray varianceUpdate() {
    return runningVariance().sub(variance).muli(1 - layerConf().getDecay());
  }

  /** Half the decimal logarithm of the old running variance over the new one. */
  private INDArray logDeviationUpdate() {
    INDArray old = runningVariance();
    double decay = layerConf().getDecay();
    INDArray renewed = old.mul(decay).addi(variance.mul(1 - decay));
    return Transforms.log(old.div(renewed), false).muli(0.5 / Math.log(10));
  }
}
