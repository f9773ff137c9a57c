package org.leap.core;

import java.util.List;
import org.leap.core.Perturbation.Scope;
import org.leap.core.noise.HeapPerturbation;
import org.leap.core.noise.NoiseStream;
import org.leap.core.optimizer.WrappingUpdater;
import org.leap.core.update.UpdateBlock;
import org.leap.core.update.UpdateSpan;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.GradientUpdater;

/**
 * One network's perturbation of one updater block: lets the wrapped updater turn the gradient into
 * the update, then scales the update by the noise. All optimizer state is the wrapped updater's, so
 * state arrays look as they do without LEAP.
 */
final class LeapGradientUpdater extends WrappingUpdater<LeapUpdater> {
  private final Perturbation perturbation;
  private NoiseBinding binding = NoiseBinding.DEFAULT;
  private NoiseStream stream;
  private List<LayerSpan> layers;
  private long nanos;

  /** Part of a block that belongs to one layer, and where that starts, in the whole network. */
  record LayerSpan(long from, long to, long layerStart) {}

  LeapGradientUpdater(LeapUpdater config, GradientUpdater<?> wrapped) {
    super(config, wrapped);
    this.perturbation = config.perturbation();
    this.stream = perturbation.stream(binding.worker());
  }

  boolean isPlaced() {
    return layers != null;
  }

  /** The block's spans, in their order. */
  void place(List<LayerSpan> spans) {
    layers = spans;
  }

  void bind(NoiseBinding newBinding) {
    if (newBinding.worker() != binding.worker()) {
      stream = perturbation.stream(newBinding.worker());
    }
    binding = newBinding;
  }

  void restartAt(int step) {
    wrap(RestartedUpdater.at(step, wrapped()));
  }

  @Override
  public void applyUpdater(INDArray gradient, int iteration, int epoch) {
    wrapped().applyUpdater(gradient, iteration, epoch);
    float sigma = sigma(iteration, epoch);
    if (sigma == 0) {
      return;
    }
    long begin = System.nanoTime();
    long start = start(gradient);
    switch (perturbation.scope()) {
      case PARAMETER -> stream.perturb(gradient, iteration, start, sigma, binding.threads());
      case LAYER -> perturbLayers(gradient, iteration, start, sigma);
      case SCALAR -> scale(gradient, iteration, 0, sigma);
    }
    nanos += System.nanoTime() - begin;
  }

  /** The optimizer itself, as far as the perturbation is concerned. */
  GradientUpdater<?> optimizer() {
    return wrapped();
  }

  Scope scope() {
    return perturbation.scope();
  }

  int threads() {
    return binding.threads();
  }

  private float sigma(int iteration, int epoch) {
    double rate = getConfig().getLearningRate(iteration, epoch);
    return (float) perturbation.relativeSigma(iteration, rate, binding.sigmaScale());
  }

  /**
   * Position of the block. A view's offset is its position in the network's flattened gradient,
   * whose layout is that of the parameters.
   */
  private long start(INDArray gradient) {
    return isPlaced() ? layers.get(0).from() : gradient.offset();
  }

  /**
   * Has a block perturbed as {@link #applyUpdater} perturbs its updates.
   *
   * @param gradient of the block
   * @param draws for values that parameters share
   */
  void perturb(
      UpdateBlock block, INDArray gradient, int iteration, int epoch, HeapPerturbation draws) {
    float sigma = sigma(iteration, epoch);
    if (sigma == 0) {
      return;
    }
    long start = start(gradient);
    if (perturbation.scope() == Scope.PARAMETER) {
      block.perturb(stream, iteration, start, sigma);
      return;
    }
    List<UpdateSpan> spans = block.spans();
    long first = spans.get(0).from();
    for (int i = 0; i < spans.size(); i++) {
      UpdateSpan span = spans.get(i);
      long index = perturbation.scope() == Scope.SCALAR ? 0 : draw(span.from() - first, start);
      span.perturbAlike(Math.fma(sigma, draws.at(stream, iteration, index), 1f));
    }
  }

  /** Index of the draw that the layer shares to which a position in the block belongs. */
  private long draw(long position, long start) {
    for (int i = 0; isPlaced() && i < layers.size(); i++) {
      if (start + position < layers.get(i).to()) {
        return layers.get(i).layerStart();
      }
    }
    return start;
  }

  void addNanos(long more) {
    nanos += more;
  }

  /** Time spent on the perturbation since the last call. */
  long takeNanos() {
    long taken = nanos;
    nanos = 0;
    return taken;
  }

  private void perturbLayers(INDArray update, int step, long start, float sigma) {
    if (!isPlaced()) {
      scale(update, step, start, sigma);
      return;
    }
    for (LayerSpan span : layers) {
      INDArray part = update.get(NDArrayIndex.interval(span.from() - start, span.to() - start));
      scale(part, step, span.layerStart(), sigma);
    }
  }

  private void scale(INDArray update, int step, long index, float sigma) {
    update.muli(Math.fma(sigma, stream.at(step, index), 1f));
  }
}
