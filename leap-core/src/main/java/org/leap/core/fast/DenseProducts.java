package org.leap.core.fast;

import java.util.Map;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The products of a dense layer's backward pass, each in the very form DL4J computes it: another
 * order of a matrix could change the last bit.
 *
 * @param views where the gradients go, by parameter
 */
record DenseProducts(Map<String, INDArray> views, boolean hasBias) {
  static final String WEIGHT = DefaultParamInitializer.WEIGHT_KEY;
  private static final String BIAS = DefaultParamInitializer.BIAS_KEY;

  /** {@code [1, out]}: sum of delta {@code [b, out]} over the examples. */
  void bias(INDArray delta, Gradient gradient) {
    if (hasBias) {
      INDArray view = views.get(BIAS);
      delta.sum(view, 0);
      gradient.gradientForVariable().put(BIAS, view);
    }
  }

  /** {@code [in, out]}: input {@code [b, in]} transposed times delta {@code [b, out]}. */
  void weights(INDArray input, INDArray delta, Gradient gradient) {
    INDArray view = views.get(WEIGHT);
    Nd4j.gemm(input.castTo(view.dataType()), delta, view, true, false, 1.0, 0.0);
    gradient.gradientForVariable().put(WEIGHT, view);
  }

  /** {@code [b, in]}: delta {@code [b, out]} times weights {@code [in, out]} transposed. */
  static INDArray input(INDArray weights, INDArray delta, LayerWorkspaceMgr workspaces) {
    INDArray transposed =
        workspaces.createUninitialized(
            ArrayType.ACTIVATION_GRAD,
            delta.dataType(),
            new long[] {weights.size(0), delta.size(0)},
            'f');
    return weights.mmuli(delta.transpose(), transposed).transpose();
  }
}
