package org.leap.spark.engine;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.leap.spark.data.RoundRdd;
import org.leap.spark.data.RoundRdd.Assigned;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag$;

/**
 * States are cut into slices, each averaged by a task of its own, so that the driver receives every
 * averaged slice once, however many workers there are. The sums of a place are those of {@link
 * DirectReduction}.
 *
 * @param slices how many; changes no bit of the result
 */
record SlicedReduction(int slices) implements Reduction {

  /** One worker's part of one slice; no values when it had nothing to train or diverged. */
  private static final class Part implements Serializable {
    private static final long serialVersionUID = 1L;
    private final int worker;
    private final WorkerReport report;
    private final RawState values;

    Part(int worker, WorkerReport report, RawState values) {
      this.worker = worker;
      this.report = report;
      this.values = values;
    }
  }

  /**
   * One averaged slice: reports of all workers in slice 0 only, no values when a worker diverged.
   */
  private static final class Averaged implements Serializable {
    private static final long serialVersionUID = 1L;
    private final List<WorkerReport> reports;
    private final RawState values;
    private final long nanos;

    Averaged(List<WorkerReport> reports, RawState values, long nanos) {
      this.reports = reports;
      this.values = values;
      this.nanos = nanos;
    }
  }

  @Override
  public Reduced run(RoundRdd data, WorkerTask task, int workers, boolean averageOptimizerState) {
    int count = slices;
    JavaPairRDD<Integer, Part> parts =
        new JavaRDD<>(data, ClassTag$.MODULE$.<Assigned>apply(Assigned.class))
            .mapPartitionsWithIndex(
                (worker, chunks) -> cut(task, worker, chunks, count, averageOptimizerState), true)
            .mapToPair(part -> part)
            .partitionBy(new BySlice(count));
    JavaRDD<Averaged> averages = parts.mapPartitions(SlicedReduction::average, true);
    try {
      return join(averages.collect(), workers);
    } finally {
      parts.rdd().cleanShuffleDependencies(false);
    }
  }

  private static Iterator<Tuple2<Integer, Part>> cut(
      WorkerTask task,
      int worker,
      Iterator<Assigned> chunks,
      int slices,
      boolean withOptimizerState) {
    WorkerResult result = task.run(worker, JavaConverters.asScalaIterator(chunks));
    List<Tuple2<Integer, Part>> parts = new ArrayList<>(slices);
    for (int slice = 0; slice < slices; slice++) {
      RawState values =
          result.state() == null
              ? null
              : RawState.of(slice(result.state(), slice, slices, withOptimizerState));
      parts.add(new Tuple2<>(slice, new Part(worker, result.report(), values)));
    }
    return parts.iterator();
  }

  /** The same share of the parameters and of the optimizer state. */
  private static NetworkState slice(
      NetworkState state, int slice, int slices, boolean withOptimizerState) {
    return new NetworkState(
        slice(state.parameters(), slice, slices),
        withOptimizerState ? slice(state.optimizerState(), slice, slices) : new float[0]);
  }

  private static float[] slice(float[] values, int slice, int slices) {
    return Arrays.copyOfRange(
        values, bound(values, slice, slices), bound(values, slice + 1, slices));
  }

  private static int bound(float[] values, int slice, int slices) {
    return (int) ((long) values.length * slice / slices);
  }

  private static Iterator<Averaged> average(Iterator<Tuple2<Integer, Part>> arrived) {
    long begin = System.nanoTime();
    List<Part> parts = new ArrayList<>();
    int slice = 0;
    while (arrived.hasNext()) {
      Tuple2<Integer, Part> part = arrived.next();
      slice = part._1();
      parts.add(part._2());
    }
    // They arrive in any order; sums are made in the order of the worker ids.
    parts.sort(Comparator.comparingInt(part -> part.worker));
    List<WorkerReport> reports = parts.stream().map(part -> part.report).toList();
    RawState average =
        Reduced.diverged(reports)
            ? null
            : RawState.of(
                WeightedAverage.of(
                    reports,
                    parts.stream()
                        .map(part -> part.values == null ? null : part.values.state())
                        .toList(),
                    true));
    Averaged averaged =
        new Averaged(
            slice == 0 ? new ArrayList<>(reports) : new ArrayList<>(),
            average,
            System.nanoTime() - begin);
    return List.of(averaged).iterator();
  }

  private static Reduced join(List<Averaged> averages, int workers) {
    List<WorkerReport> reports = averages.get(0).reports;
    if (reports.size() != workers) {
      throw new IllegalStateException(
          "%s of %s workers reported".formatted(reports.size(), workers));
    }
    long nanos = averages.stream().mapToLong(slice -> slice.nanos).max().orElse(0);
    if (Reduced.diverged(reports)) {
      return new Reduced(List.copyOf(reports), null, nanos);
    }
    List<NetworkState> slices = averages.stream().map(a -> a.values.state()).toList();
    NetworkState average =
        new NetworkState(
            concatenate(slices.stream().map(NetworkState::parameters).toList()),
            concatenate(slices.stream().map(NetworkState::optimizerState).toList()));
    return new Reduced(List.copyOf(reports), average, nanos);
  }

  private static float[] concatenate(List<float[]> slices) {
    float[] all = new float[slices.stream().mapToInt(slice -> slice.length).sum()];
    int start = 0;
    for (float[] slice : slices) {
      System.arraycopy(slice, 0, all, start, slice.length);
      start += slice.length;
    }
    return all;
  }

  /** The key is the partition. */
  private static final class BySlice extends Partitioner {
    private static final long serialVersionUID = 1L;
    private final int slices;

    BySlice(int slices) {
      this.slices = slices;
    }

    @Override
    public int numPartitions() {
      return slices;
    }

    @Override
    public int getPartition(Object slice) {
      return (Integer) slice;
    }
  }
}
