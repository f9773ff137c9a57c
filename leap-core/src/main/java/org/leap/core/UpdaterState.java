package org.leap.core;

import java.util.List;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Copies optimizer state between two networks with the same parameters whose updater blocks are cut
 * differently. A block of n parameters keeps k state values for each, as k runs of n (k is a
 * constant of the updater); so the same state lies elsewhere when a block is split by layer.
 */
final class UpdaterState {
  private UpdaterState() {}

  static void copy(List<UpdaterBlock> from, List<UpdaterBlock> to) {
    for (UpdaterBlock target : to) {
      for (UpdaterBlock source : from) {
        copy(source, target);
      }
    }
  }

  private static void copy(UpdaterBlock source, UpdaterBlock target) {
    int start = Math.max(source.getParamOffsetStart(), target.getParamOffsetStart());
    int end = Math.min(source.getParamOffsetEnd(), target.getParamOffsetEnd());
    if (start >= end) {
      return;
    }
    if (runs(source) != runs(target)) {
      throw new IllegalArgumentException(
          "Optimizers keep %s and %s state values for parameters %s to %s, expected the same number"
              .formatted(runs(source), runs(target), start, end - 1));
    }
    for (int run = 0; run < runs(target); run++) {
      slice(target, run, start, end).assign(slice(source, run, start, end));
    }
  }

  private static int runs(UpdaterBlock block) {
    return (block.getUpdaterViewOffsetEnd() - block.getUpdaterViewOffsetStart()) / length(block);
  }

  private static int length(UpdaterBlock block) {
    return block.getParamOffsetEnd() - block.getParamOffsetStart();
  }

  private static INDArray slice(UpdaterBlock block, int run, int start, int end) {
    long runStart = (long) run * length(block) - block.getParamOffsetStart();
    INDArray state = block.getUpdaterView();
    return state
        .reshape(state.length())
        .get(NDArrayIndex.interval(runStart + start, runStart + end));
  }
}
