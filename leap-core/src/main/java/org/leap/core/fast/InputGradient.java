package org.leap.core.fast;

import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What becomes of a layer's gradient by its input. */
enum InputGradient {
  /** It is read. */
  COMPUTED,
  /** Nobody reads it, and there is none. */
  ABSENT,
  /** Nobody reads its values, but a preprocessor asks for an array of its shape. */
  SHAPE_ONLY;

  /**
   * For a layer whose input gradient nobody reads.
   *
   * @param preProcessor of the layer's input, or null
   */
  static InputGradient unread(InputPreProcessor preProcessor) {
    return preProcessor == null ? ABSENT : SHAPE_ONLY;
  }

  /** What to return where nothing was computed. */
  INDArray substitute(INDArray input, LayerWorkspaceMgr workspaces) {
    return this == ABSENT
        ? null
        : workspaces.createUninitialized(
            ArrayType.ACTIVATION_GRAD, input.dataType(), input.shape(), 'c');
  }
}
