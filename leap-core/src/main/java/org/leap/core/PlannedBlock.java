package org.leap.core;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.leap.core.Perturbation.Scope;
import org.leap.core.noise.HeapPerturbation;
import org.leap.core.update.UpdateBlock;
import org.nd4j.linalg.learning.GradientUpdater;

/**
 * One of DL4J's updater blocks for the pass.
 *
 * @param outer the block's updater
 * @param leap the same where it perturbs, or null
 * @param inner what computes the updates: the outer one, or what it perturbs
 * @param restarted the same where its bias correction counts from a later step, or null
 */
record PlannedBlock(
    UpdaterBlock block,
    GradientUpdater<?> outer,
    LeapGradientUpdater leap,
    GradientUpdater<?> inner,
    RestartedUpdater restarted,
    UpdateBlock update) {

  static Optional<PlannedBlock> of(UpdaterBlock block) {
    GradientUpdater<?> outer = block.getGradientUpdater();
    LeapGradientUpdater leap = outer instanceof LeapGradientUpdater perturbed ? perturbed : null;
    GradientUpdater<?> inner = leap == null ? outer : leap.optimizer();
    RestartedUpdater restarted = inner instanceof RestartedUpdater later ? later : null;
    GradientUpdater<?> optimizer = restarted == null ? inner : restarted.optimizer();
    return UpdateBlock.of(optimizer, parts(block, leap != null && leap.scope() == Scope.LAYER))
        .map(update -> new PlannedBlock(block, outer, leap, inner, restarted, update));
  }

  private static List<UpdateBlock.Part> parts(UpdaterBlock block, boolean byLayer) {
    IdentityHashMap<Trainable, Long> shares = new IdentityHashMap<>();
    List<UpdateBlock.Part> parts = new ArrayList<>();
    for (var parameter : block.getLayersAndVariablesInBlock()) {
      Trainable layer = parameter.getLayer();
      String name = parameter.getParamName();
      long share = byLayer ? shares.computeIfAbsent(layer, l -> (long) shares.size()) : 0;
      parts.add(
          new UpdateBlock.Part(
              parameter.getParamOffsetStart(),
              parameter.getParamOffsetEnd(),
              layer.updaterDivideByMinibatch(name),
              layer.getConfig().getRegularizationByParam(name),
              share));
    }
    return parts;
  }

  boolean isCurrent() {
    return block.getGradientUpdater() == outer && (leap == null || leap.optimizer() == inner);
  }

  int threads() {
    return leap == null ? 1 : leap.threads();
  }

  /** Counts time that noise took, and returns what is left to be counted. */
  long takeOver(long nanos) {
    if (leap == null) {
      return nanos;
    }
    leap.addNanos(nanos);
    return 0;
  }

  void begin(int iteration, int epoch, int divisor, HeapPerturbation draws) {
    update.begin(iteration, epoch, divisor);
    if (restarted != null) {
      update.scale((float) restarted.ratio(iteration));
    }
    if (leap != null) {
      leap.perturb(update, block.getGradientView(), iteration, epoch, draws);
    }
  }
}
