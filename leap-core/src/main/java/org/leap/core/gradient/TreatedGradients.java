package org.leap.core.gradient;

import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.leap.core.NetworkView;
import org.leap.core.noise.Distribution;
import org.leap.core.noise.NoiseStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One network's {@link GradientTreatment}, as a listener that DL4J calls between backward pass and
 * optimizer. What it finds there is the sum over the examples; DL4J divides by their number later.
 */
public final class TreatedGradients extends BaseTrainingListener {
  private static final int BLOCK = 1 << 14;

  private final GradientTreatment treatment;
  private final TrainedSpans trained;
  private final List<TrainedSpans.Span> statistics;
  private final float[] noise = new float[BLOCK];
  private NoiseStream stream;
  private INDArray start;

  TreatedGradients(GradientTreatment treatment, Model network) {
    this.treatment = treatment;
    this.trained = TrainedSpans.of(network);
    this.statistics = trained.complement(network.numParams()).spans();
    bind(0);
  }

  /** Draws the noise of this worker from now on. */
  public void bind(int worker) {
    stream =
        NoiseStream.of(
            treatment.noiseSeed(), worker, Distribution.GAUSSIAN, Double.POSITIVE_INFINITY);
  }

  @Override
  public void onGradientCalculation(Model network) {
    NetworkView view = NetworkView.of(network);
    if (treatment.rho() > 0) {
      sharpnessAware(view);
    }
    INDArray gradient = network.getGradientsViewArray();
    int examples = network.batchSize();
    switch (treatment.clip()) {
      case NONE -> {}
      case NORM -> clipNorm(gradient, treatment.clipAt() * examples);
      case VALUE -> clipValues(gradient, treatment.clipAt() * examples);
    }
    if (treatment.noiseEta() > 0) {
      addNoise(gradient, view.iterationCount(), examples);
    }
  }

  private void sharpnessAware(NetworkView view) {
    Model network = view.network();
    INDArray gradient = network.getGradientsViewArray();
    double norm = trained.norm(gradient);
    if (norm == 0 || !Double.isFinite(norm)) {
      return; // nowhere to climb, or diverged: the engine says so
    }
    double loss = network.score();
    INDArray parameters = network.params();
    if (start == null) {
      start = parameters.ulike();
    }
    start.assign(parameters);
    List<INDArray> kept = statistics.stream().map(span -> span.of(gradient).dup()).toList();
    for (TrainedSpans.Span span : trained.spans()) {
      // The gradient is to be computed anew, so it may carry the climb.
      INDArray climb = span.of(gradient).muli(treatment.rho() / norm);
      span.of(parameters).addi(climb);
    }
    view.computeGradient();
    parameters.assign(start);
    INDArray renewed = network.getGradientsViewArray();
    for (int i = 0; i < kept.size(); i++) {
      statistics.get(i).of(renewed).assign(kept.get(i));
      kept.get(i).close();
    }
    view.setScore(loss);
  }

  private void clipNorm(INDArray gradient, double bound) {
    double norm = trained.norm(gradient);
    if (norm > bound) {
      trained.spans().forEach(span -> span.of(gradient).muli(bound / norm));
    }
  }

  private void clipValues(INDArray gradient, double bound) {
    for (TrainedSpans.Span span : trained.spans()) {
      INDArray values = span.of(gradient);
      Nd4j.exec(
          DynamicCustomOp.builder("clipbyvalue")
              .addInputs(values)
              .addOutputs(values)
              .addFloatingPointArguments(-bound, bound)
              .build());
    }
  }

  private void addNoise(INDArray gradient, int step, int examples) {
    double deviation =
        Math.sqrt(treatment.noiseEta() / StrictMath.pow(1.0 + step, treatment.noiseGamma()));
    for (TrainedSpans.Span span : trained.spans()) {
      for (long from = span.from(); from < span.to(); from += BLOCK) {
        long to = Math.min(span.to(), from + BLOCK);
        stream.fill(step, from, noise);
        INDArray target = new TrainedSpans.Span(from, to).of(gradient);
        try (INDArray block = Nd4j.createFromArray(noise)) {
          INDArray part = new TrainedSpans.Span(0, to - from).of(block).castTo(target.dataType());
          target.addi(part.muli(deviation * examples));
        }
      }
    }
  }

  /** Frees its memory; the network is not to be trained any more. */
  public void close() {
    if (start != null) {
      start.close();
      start = null;
    }
  }
}
