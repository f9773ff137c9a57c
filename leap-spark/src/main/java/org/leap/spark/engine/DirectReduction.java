package org.leap.spark.engine;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.leap.spark.data.RoundRdd;
import org.leap.spark.data.RoundRdd.Assigned;
import org.leap.spark.engine.SharedState.InProcess;

/**
 * Whole states go straight to the driver, which averages them: one stage, W vectors received.
 * Inside one process they are handed over without a copy.
 */
final class DirectReduction implements Reduction {
  /** Null between processes. */
  private final SpareArrays spare;

  /**
   * For the rounds of one run.
   *
   * @param sameProcess whether tasks run in the driver's process
   */
  DirectReduction(boolean sameProcess) {
    this.spare = sameProcess ? new SpareArrays() : null;
  }

  /** Where the tasks of one process leave their states, in arrays of earlier rounds. */
  private record Handover(AtomicReferenceArray<NetworkState> states, SpareArrays spare) {}

  /** What a task sends: the state is null where it was handed over, or there is none. */
  private static final class Parcel implements Serializable {
    private static final long serialVersionUID = 1L;
    private final WorkerReport report;
    private NetworkState.Raw state;

    Parcel(WorkerReport report, NetworkState.Raw state) {
      this.report = report;
      this.state = state;
    }

    /** The state, whose bytes are let go. */
    NetworkState unpacked() {
      NetworkState.Raw raw = state;
      state = null;
      return raw.state();
    }
  }

  @Override
  public Reduced run(RoundRdd data, WorkerTask task, int workers, boolean averageOptimizerState) {
    try (InProcess<Handover> handover =
        spare == null
            ? null
            : new InProcess<>(new Handover(new AtomicReferenceArray<>(workers), spare))) {
      List<Parcel> parcels = new Job(task, handover).over(data, Parcel.class);
      long begin = System.nanoTime();
      List<WorkerReport> reports = new ArrayList<>(workers);
      List<NetworkState> states = new ArrayList<>(workers);
      for (Parcel parcel : parcels) {
        states.add(
            parcel.state != null
                ? parcel.unpacked()
                : handover == null ? null : handover.value().states().get(reports.size()));
        reports.add(parcel.report);
      }
      NetworkState average =
          Reduced.diverged(reports)
              ? null
              : WeightedAverage.of(reports, states, averageOptimizerState);
      if (spare != null) {
        spare.giveBack(states);
      }
      return new Reduced(List.copyOf(reports), average, System.nanoTime() - begin);
    }
  }

  /** What the tasks of a round do. */
  private static final class Job extends RoundJob<Parcel> {
    private static final long serialVersionUID = 1L;
    private final WorkerTask task;

    /** Where states are left for the driver; null between processes. */
    private final InProcess<Handover> handover;

    Job(WorkerTask task, InProcess<Handover> handover) {
      this.task = task;
      this.handover = handover;
    }

    @Override
    Parcel run(int worker, Iterator<Assigned> chunks) {
      if (handover == null) {
        WorkerTask.Result result = task.run(worker, chunks, float[]::new);
        return new Parcel(result.report(), result.state() == null ? null : result.state().raw());
      }
      Handover here = handover.value();
      if (here == null) {
        return new Parcel(WorkerReport.idle(), null); // a late attempt of a round that is over
      }
      WorkerTask.Result result = task.run(worker, chunks, here.spare()::take);
      // A task that Spark runs again overwrites what its earlier attempt left.
      here.states().set(worker, result.state());
      return new Parcel(result.report(), null);
    }
  }
}
