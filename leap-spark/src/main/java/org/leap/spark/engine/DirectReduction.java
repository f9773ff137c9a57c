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
 *
 * @param sameProcess whether tasks run in the driver's process
 */
record DirectReduction(boolean sameProcess) implements Reduction {

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
    try (InProcess<AtomicReferenceArray<NetworkState>> handover =
        sameProcess ? new InProcess<>(new AtomicReferenceArray<>(workers)) : null) {
      List<Parcel> parcels = new Job(task, handover).over(data, Parcel.class);
      long begin = System.nanoTime();
      List<WorkerReport> reports = new ArrayList<>(workers);
      List<NetworkState> states = new ArrayList<>(workers);
      for (Parcel parcel : parcels) {
        states.add(
            parcel.state != null
                ? parcel.unpacked()
                : handover == null ? null : handover.value().get(reports.size()));
        reports.add(parcel.report);
      }
      NetworkState average =
          Reduced.diverged(reports)
              ? null
              : WeightedAverage.of(reports, states, averageOptimizerState);
      return new Reduced(List.copyOf(reports), average, System.nanoTime() - begin);
    }
  }

  /** What the tasks of a round do. */
  private static final class Job extends RoundJob<Parcel> {
    private static final long serialVersionUID = 1L;
    private final WorkerTask task;

    /** Where states are left for the driver; null between processes. */
    private final InProcess<AtomicReferenceArray<NetworkState>> handover;

    Job(WorkerTask task, InProcess<AtomicReferenceArray<NetworkState>> handover) {
      this.task = task;
      this.handover = handover;
    }

    @Override
    Parcel run(int worker, Iterator<Assigned> chunks) {
      WorkerTask.Result result = task.run(worker, chunks);
      if (result.state() == null) {
        return new Parcel(result.report(), null);
      }
      if (handover == null) {
        return new Parcel(result.report(), result.state().raw());
      }
      AtomicReferenceArray<NetworkState> states = handover.value();
      // A late attempt of a round that is over has nobody to read it.
      if (states != null) {
        // A task that Spark runs again overwrites what its earlier attempt left.
        states.set(worker, result.state());
      }
      return new Parcel(result.report(), null);
    }
  }
}
