package org.leap.spark.engine;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.leap.spark.data.RoundRdd;
import org.leap.spark.data.RoundRdd.Assigned;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;

/**
 * Whole states go straight to the driver, which averages them: one stage, W vectors received.
 * Inside one process they are handed over without a copy.
 *
 * @param sameProcess whether tasks run in the driver's process
 */
record DirectReduction(boolean sameProcess) implements Reduction {

  /** What a task sends: the state is null where it went through the mailbox, or there is none. */
  private static final class Parcel implements Serializable {
    private static final long serialVersionUID = 1L;
    private final WorkerReport report;
    private final RawState state;

    Parcel(WorkerReport report, RawState state) {
      this.report = report;
      this.state = state;
    }
  }

  @Override
  public Reduced run(RoundRdd data, WorkerTask task, int workers, boolean averageOptimizerState) {
    SparkContext spark = data.sparkContext();
    try (Mailbox mailbox = sameProcess ? new Mailbox(workers) : null) {
      Parcel[] parcels =
          (Parcel[])
              spark.runJob(
                  data, new Job(task, mailbox), ClassTag$.MODULE$.<Parcel>apply(Parcel.class));
      long begin = System.nanoTime();
      List<WorkerReport> reports = new ArrayList<>(workers);
      List<NetworkState> states = new ArrayList<>(workers);
      for (int worker = 0; worker < workers; worker++) {
        reports.add(parcels[worker].report);
        states.add(
            parcels[worker].state != null
                ? parcels[worker].state.state()
                : mailbox == null ? null : mailbox.get(worker));
        parcels[worker] = null;
      }
      NetworkState average =
          Reduced.diverged(reports)
              ? null
              : WeightedAverage.of(reports, states, averageOptimizerState);
      return new Reduced(List.copyOf(reports), average, System.nanoTime() - begin);
    }
  }

  private static final class Job extends AbstractFunction2<TaskContext, Iterator<Assigned>, Parcel>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    private final WorkerTask task;
    private final Mailbox mailbox;

    Job(WorkerTask task, Mailbox mailbox) {
      this.task = task;
      this.mailbox = mailbox;
    }

    @Override
    public Parcel apply(TaskContext context, Iterator<Assigned> chunks) {
      int worker = context.partitionId();
      WorkerResult result = task.run(worker, chunks);
      if (result.state() == null) {
        return new Parcel(result.report(), null);
      }
      if (mailbox != null) {
        mailbox.put(worker, result.state());
        return new Parcel(result.report(), null);
      }
      return new Parcel(result.report(), RawState.of(result.state()));
    }
  }
}
