package org.leap.spark.engine;

import java.util.ArrayList;
import java.util.List;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.EpochOrder;
import org.leap.spark.data.Slice;

/**
 * One round of a run, known before anything is trained: all of it follows from the step it starts
 * at.
 *
 * @param index number of the round, from 0
 * @param epoch number of the epoch, from 0
 * @param firstStep step of the first local step
 * @param endStep step after the last local step of the worker with the most of them
 * @param lastOfEpoch whether an epoch or the run ends with it
 * @param slices what each logical worker trains
 * @param next the first minibatch that each trains after it: the chunk to read ahead
 */
record Round(
    int index,
    int epoch,
    int firstStep,
    int endStep,
    boolean lastOfEpoch,
    List<List<Slice>> slices,
    List<List<Slice>> next) {

  static Round at(int step, ChunkLayout layout, TrainingPlan plan) {
    if (layout.roundsSpanEpochs()) {
      return ofWholeEpochs(step, layout, plan);
    }
    int stepsPerEpoch = layout.stepsPerEpoch();
    int epoch = step / stepsPerEpoch;
    int from = step % stepsPerEpoch;
    int to =
        (int)
            Math.min(
                Math.min((long) from + plan.averaging().frequency(), stepsPerEpoch),
                (long) from + plan.steps() - step);
    EpochOrder order = new EpochOrder(layout, plan.seed(), epoch);
    int endStep = step + to - from;
    boolean epochEnds = to == stepsPerEpoch;
    EpochOrder following = epochEnds ? new EpochOrder(layout, plan.seed(), epoch + 1L) : order;
    int first = epochEnds ? 0 : to;
    return new Round(
        epoch * perEpoch(layout, plan) + from / plan.averaging().frequency(),
        epoch,
        step,
        endStep,
        epochEnds || endStep == plan.steps(),
        order.slices(from, to),
        endStep < plan.steps() ? following.slices(first, first + 1) : List.of());
  }

  /** Of epochs of one step each; the round counts as part of its last one. */
  private static Round ofWholeEpochs(int step, ChunkLayout layout, TrainingPlan plan) {
    int endStep = (int) Math.min((long) step + plan.averaging().frequency(), plan.steps());
    List<List<Slice>> slices = new ArrayList<>(layout.workers());
    for (int worker = 0; worker < layout.workers(); worker++) {
      List<Slice> own = new ArrayList<>(endStep - step);
      for (int epoch = step; epoch < endStep; epoch++) {
        own.addAll(new EpochOrder(layout, plan.seed(), epoch).slices(worker, 0, 1));
      }
      slices.add(own);
    }
    return new Round(
        step / plan.averaging().frequency(),
        endStep - 1,
        step,
        endStep,
        true,
        List.copyOf(slices),
        List.of());
  }

  /** The same round of a run that goes on from where the network's counters stand. */
  Round after(TrainedBefore before) {
    return new Round(
        index + before.steps(),
        epoch + before.epochs(),
        firstStep + before.steps(),
        endStep + before.steps(),
        lastOfEpoch,
        slices,
        next);
  }

  /** The step a round starts at. */
  static int firstStep(int index, ChunkLayout layout, TrainingPlan plan) {
    if (layout.roundsSpanEpochs()) {
      return index * plan.averaging().frequency();
    }
    int perEpoch = perEpoch(layout, plan);
    return index / perEpoch * layout.stepsPerEpoch()
        + index % perEpoch * plan.averaging().frequency();
  }

  /** Rounds in a full epoch. */
  static int perEpoch(ChunkLayout layout, TrainingPlan plan) {
    return (int)
        (((long) layout.stepsPerEpoch() + plan.averaging().frequency() - 1)
            / plan.averaging().frequency());
  }

  /** Rounds of the whole run. */
  static int total(ChunkLayout layout, TrainingPlan plan) {
    return at(plan.steps() - 1, layout, plan).index() + 1;
  }

  /** Of the round that trains a step: how many examples each worker trains. */
  static int[] examples(int step, ChunkLayout layout, TrainingPlan plan) {
    int intoRound =
        (layout.roundsSpanEpochs() ? step : step % layout.stepsPerEpoch())
            % plan.averaging().frequency();
    return at(step - intoRound, layout, plan).examples();
  }

  /** How many examples each worker trains. */
  int[] examples() {
    return slices.stream()
        .mapToInt(ofWorker -> ofWorker.stream().mapToInt(Slice::examples).sum())
        .toArray();
  }
}
