package org.leap.jobs.bench;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The five large matrix products of a step of the network 784-1000-1000-10: two forward, two for
 * the gradients of the weights, one for the gradient of the activations between them. Those with
 * the 10 outputs are left out, as they are 1 % of the work.
 */
final class MatrixProducts implements Runnable {
  private static final int INPUTS = 784;
  private static final int HIDDEN = 1000;

  private final INDArray input;
  private final INDArray first = array('f', INPUTS, HIDDEN);
  private final INDArray second = array('f', HIDDEN, HIDDEN);
  private final INDArray firstGradient = array('f', INPUTS, HIDDEN);
  private final INDArray secondGradient = array('f', HIDDEN, HIDDEN);
  private final INDArray firstActivations;
  private final INDArray secondActivations;
  private final INDArray firstError;

  MatrixProducts(int batchSize) {
    input = array('c', batchSize, INPUTS);
    firstActivations = array('f', batchSize, HIDDEN);
    secondActivations = array('f', batchSize, HIDDEN);
    firstError = array('f', batchSize, HIDDEN);
  }

  private static INDArray array(char order, long... shape) {
    return Nd4j.rand(DataType.FLOAT, shape).muli(0.01f).dup(order);
  }

  @Override
  public void run() {
    Nd4j.gemm(input, first, firstActivations, false, false, 1, 0);
    Nd4j.gemm(firstActivations, second, secondActivations, false, false, 1, 0);
    Nd4j.gemm(firstActivations, secondActivations, secondGradient, true, false, 1, 0);
    Nd4j.gemm(secondActivations, second, firstError, false, true, 1, 0);
    Nd4j.gemm(input, firstError, firstGradient, true, false, 1, 0);
  }
}
