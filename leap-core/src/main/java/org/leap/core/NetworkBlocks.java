package org.leap.core;

import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.leap.core.LeapGradientUpdater.LayerSpan;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The updater blocks of an initialized network, in the order of its parameters. */
record NetworkBlocks(List<UpdaterBlock> blocks) {

  static NetworkBlocks of(Model network) {
    NetworkView view = NetworkView.of(network);
    if (network.params().isEmpty()) {
      throw new IllegalStateException("The network has no parameters yet: call init() first");
    }
    return new NetworkBlocks(view.updater().getUpdaterBlocks());
  }

  boolean bind(NoiseBinding binding) {
    boolean perturbed = false;
    IdentityHashMap<Trainable, Integer> layerStarts = null;
    for (UpdaterBlock block : blocks) {
      if (block.getGradientUpdater() instanceof LeapGradientUpdater updater) {
        if (!updater.isPlaced()) {
          layerStarts = layerStarts == null ? layerStarts() : layerStarts;
          updater.place(spans(block, layerStarts));
        }
        updater.bind(binding);
        perturbed = true;
      }
    }
    return perturbed;
  }

  void restartAt(int step) {
    for (UpdaterBlock block : blocks) {
      if (block.getGradientUpdater() instanceof LeapGradientUpdater updater) {
        updater.restartAt(step);
      } else {
        block.setGradientUpdater(RestartedUpdater.at(step, block.getGradientUpdater()));
      }
    }
  }

  long takePerturbNanos() {
    long nanos = 0;
    for (UpdaterBlock block : blocks) {
      if (block.getGradientUpdater() instanceof LeapGradientUpdater updater) {
        nanos += updater.takeNanos();
      }
    }
    return nanos;
  }

  private IdentityHashMap<Trainable, Integer> layerStarts() {
    IdentityHashMap<Trainable, Integer> starts = new IdentityHashMap<>();
    for (UpdaterBlock block : blocks) {
      for (var parameter : block.getLayersAndVariablesInBlock()) {
        starts.merge(parameter.getLayer(), parameter.getParamOffsetStart(), Math::min);
      }
    }
    return starts;
  }

  private static List<LayerSpan> spans(
      UpdaterBlock block, IdentityHashMap<Trainable, Integer> layerStarts) {
    Map<Integer, LayerSpan> spans = new LinkedHashMap<>();
    for (var parameter : block.getLayersAndVariablesInBlock()) {
      int layerStart = layerStarts.get(parameter.getLayer());
      spans.merge(
          layerStart,
          new LayerSpan(parameter.getParamOffsetStart(), parameter.getParamOffsetEnd(), layerStart),
          (own, next) -> new LayerSpan(own.from(), next.to(), layerStart));
    }
    return List.copyOf(spans.values());
  }

  /**
   * Copies optimizer state from another network with the same parameters, whose blocks may be cut
   * differently. A block of n parameters keeps k state values for each, as k runs of n (k is a
   * constant of the updater); so the same state lies elsewhere when a block is split by layer.
   */
  void copyState(NetworkBlocks from) {
    for (UpdaterBlock target : blocks) {
      for (UpdaterBlock source : from.blocks) {
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
