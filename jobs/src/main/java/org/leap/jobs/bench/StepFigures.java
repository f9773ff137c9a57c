package org.leap.jobs.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.leap.core.Leap;
import org.leap.spark.engine.NetworkBlueprint;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * One training step of one replica; median times, in milliseconds. With one OpenMP thread they are
 * processor times of the thread, so that other processes do not count.
 *
 * @param model its name in the model zoo
 * @param batchSize examples of the step
 * @param optimizer its name
 * @param plainMs a step of our replica without LEAP
 * @param leapMs with LEAP
 * @param naiveLeapMs with LEAP made of ND4J's {@code randn} and {@code muli}
 * @param dl4jMs a step of plain DL4J without LEAP
 * @param matrixProductsMs the matrix products that such a step cannot do without; null where there
 *     is no such floor
 */
public record StepFigures(
    String model,
    int batchSize,
    String optimizer,
    double plainMs,
    double leapMs,
    double naiveLeapMs,
    double dl4jMs,
    Double matrixProductsMs) {
  private static final float SIGMA = 0.1f;
  private static final int CALLS = 5;

  /** Measures with the model's own batch size. */
  public static StepFigures measure(
      BenchModel model, BenchOptimizer optimizer, Duration warmUp, Duration measured) {
    return measure(model, optimizer, model.batchSize(), warmUp, measured);
  }

  static StepFigures measure(
      BenchModel model,
      BenchOptimizer optimizer,
      int batchSize,
      Duration warmUp,
      Duration measured) {
    IUpdater updater = optimizer.updater();
    NetworkBlueprint plain = model.blueprint(updater);
    List<DataSet> minibatches = ReplicaLoop.minibatches(model, batchSize, 1);
    List<Runnable> steps = new ArrayList<>();
    for (NetworkBlueprint network :
        List.of(
            plain,
            model.blueprint(Leap.perturb(updater).sigma(SIGMA).seed(42).build()),
            model.blueprint(new NaiveLeap(updater, SIGMA)),
            // DL4J's own network: what a replica is without our layers.
            plain.withRecompute(true))) {
      steps.add(new ReplicaLoop(network, minibatches));
    }
    if (model == BenchModel.MLP) {
      steps.add(new MatrixProducts(batchSize));
    }
    Turns turns = Turns.timed(steps, CALLS, clock(), warmUp, measured);
    double plainMs = turns.median(0) * 1e-6;
    return new StepFigures(
        model.toString(),
        batchSize,
        optimizer.toString(),
        plainMs,
        plainMs * turns.ratio(1, 0),
        plainMs * turns.ratio(2, 0),
        plainMs * turns.ratio(3, 0),
        model == BenchModel.MLP ? plainMs * turns.ratio(4, 0) : null);
  }

  /**
   * The calling thread's processor time where all the work is done by it, so that what other
   * processes take does not count; wall time where operations use several threads or a GPU.
   */
  private static LongSupplier clock() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    OpExecutioner executioner = Nd4j.getExecutioner();
    boolean alone =
        executioner.type() == OpExecutioner.ExecutionerType.NATIVE_CPU
            && "1"
                .equals(String.valueOf(executioner.getEnvironmentInformation().get("omp.threads")));
    return alone && threads.isCurrentThreadCpuTimeSupported()
        ? threads::getCurrentThreadCpuTime
        : System::nanoTime;
  }

  /**
   * The five large matrix products of a step of the network 784-1000-1000-10: two forward, two for
   * the gradients of the weights, one for the gradient of the activations between them. Those with
   * the 10 outputs are left out, as they are 1 % of the work.
   */
  private static final class MatrixProducts implements Runnable {
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
}
