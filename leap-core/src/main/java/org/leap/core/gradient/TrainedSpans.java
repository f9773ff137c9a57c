package org.leap.core.gradient;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.leap.core.NetworkView;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.NoOpUpdater;

/**
 * Where the trained parameters lie in a network's flattened ones. What is left out is not trained
 * by gradients: the running statistics of batch normalization, whose "gradient" is the very update,
 * and frozen layers.
 */
record TrainedSpans(List<Span> spans) {

  /** Positions from (inclusive) and to (exclusive). */
  record Span(long from, long to) {
    INDArray of(INDArray flat) {
      return flat.reshape(flat.length()).get(NDArrayIndex.interval(from, to));
    }
  }

  static TrainedSpans of(Model network) {
    List<Span> spans = new ArrayList<>();
    for (UpdaterBlock block : NetworkView.of(network).updater().getUpdaterBlocks()) {
      if (block.getGradientUpdater() instanceof NoOpUpdater) {
        continue;
      }
      long from = block.getParamOffsetStart();
      Span last = spans.isEmpty() ? null : spans.get(spans.size() - 1);
      if (last != null && last.to() == from) {
        spans.set(spans.size() - 1, new Span(last.from(), block.getParamOffsetEnd()));
      } else {
        spans.add(new Span(from, block.getParamOffsetEnd()));
      }
    }
    return new TrainedSpans(List.copyOf(spans));
  }

  /** What lies between the spans and after them, up to {@code length}. */
  TrainedSpans complement(long length) {
    List<Span> gaps = new ArrayList<>();
    long end = 0;
    for (Span span : spans) {
      if (span.from() > end) {
        gaps.add(new Span(end, span.from()));
      }
      end = span.to();
    }
    if (end < length) {
      gaps.add(new Span(end, length));
    }
    return new TrainedSpans(gaps);
  }

  /** Euclidean norm of the spans of a flat array. */
  double norm(INDArray flat) {
    double squares = 0;
    for (Span span : spans) {
      double norm = span.of(flat).norm2Number().doubleValue();
      squares += norm * norm;
    }
    return Math.sqrt(squares);
  }
}
