package org.leap.spark.engine;

import java.util.ArrayList;
import java.util.List;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.EpochOrder;
import org.leap.spark.data.Slice;

/**
 * One round of a run: all of it follows from where the {@link Timetable} has it begin and end.
 *
 * @param index number of the round, from 0
 * @param epoch number of the epoch, from 0
 * @param firstStep step of the first local step
 * @param endStep step after the last local step of the worker with the most of them
 * @param evaluated whether an evaluation is due at its end
 * @param slices what each logical worker trains
 * @param next the first minibatch that each trains after it: the chunk to read ahead
 */
record Round(
    int index,
    int epoch,
    int firstStep,
    int endStep,
    boolean evaluated,
    List<List<Slice>> slices,
    List<List<Slice>> next) {

  static Round of(
      Timetable.Position from, Timetable.Position end, ChunkLayout layout, TrainingPlan plan) {
    if (layout.roundsSpanEpochs()) {
      return ofWholeEpochs(from, end, layout, plan);
    }
    int stepsPerEpoch = layout.stepsPerEpoch();
    int epoch = from.step() / stepsPerEpoch;
    int first = from.step() % stepsPerEpoch;
    int to = first + end.step() - from.step();
    EpochOrder order = new EpochOrder(layout, plan.seed(), epoch);
    boolean epochEnds = to == stepsPerEpoch;
    EpochOrder following = epochEnds ? new EpochOrder(layout, plan.seed(), epoch + 1L) : order;
    int ahead = epochEnds ? 0 : to;
    return new Round(
        from.rounds(),
        epoch,
        from.step(),
        end.step(),
        end.evaluations() > from.evaluations(),
        order.slices(first, to),
        end.step() < plan.steps() ? following.slices(ahead, ahead + 1) : List.of());
  }

  /** Of epochs of one step each; the round counts as part of its last one. */
  private static Round ofWholeEpochs(
      Timetable.Position from, Timetable.Position end, ChunkLayout layout, TrainingPlan plan) {
    List<List<Slice>> slices = new ArrayList<>(layout.workers());
    for (int worker = 0; worker < layout.workers(); worker++) {
      List<Slice> own = new ArrayList<>(end.step() - from.step());
      for (int epoch = from.step(); epoch < end.step(); epoch++) {
        own.addAll(new EpochOrder(layout, plan.seed(), epoch).slices(worker, 0, 1));
      }
      slices.add(own);
    }
    return new Round(
        from.rounds(),
        end.step() - 1,
        from.step(),
        end.step(),
        end.evaluations() > from.evaluations(),
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
        evaluated,
        slices,
        next);
  }

  /** How many examples each worker trains. */
  int[] examples() {
    return slices.stream()
        .mapToInt(ofWorker -> ofWorker.stream().mapToInt(Slice::examples).sum())
        .toArray();
  }
}
