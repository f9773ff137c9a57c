package org.leap.spark.engine;

import java.io.Serializable;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.leap.spark.data.RoundRdd;
import org.leap.spark.data.RoundRdd.Assigned;
import scala.Tuple2;

/**
 * States are cut into segments, each averaged by a task of its own, so that the driver receives
 * every averaged segment once, however many workers there are. The sums of a parameter are those of
 * {@link DirectReduction}.
 *
 * @param segments how many; changes no bit of the result
 */
record SegmentedReduction(int segments) implements Reduction, Serializable {

  /** One segment of a worker's state; no values when it had nothing to train or diverged. */
  private static final class Segment implements Serializable {
    private static final long serialVersionUID = 1L;
    private final int worker;
    private final WorkerReport report;
    private final NetworkState.Raw values;

    Segment(int worker, WorkerReport report, NetworkState.Raw values) {
      this.worker = worker;
      this.report = report;
      this.values = values;
    }
  }

  /** One averaged segment, no values if a worker diverged; reports are in the first only. */
  private static final class Averaged implements Serializable {
    private static final long serialVersionUID = 1L;
    private final List<WorkerReport> reports;
    private final NetworkState.Raw values;
    private final long nanos;

    Averaged(List<WorkerReport> reports, NetworkState.Raw values, long nanos) {
      this.reports = reports;
      this.values = values;
      this.nanos = nanos;
    }
  }

  @Override
  public Reduced run(RoundRdd data, WorkerTask task, int workers, boolean averageOptimizerState) {
    JavaPairRDD<Integer, Segment> cut =
        data.toJavaRDD()
            .mapPartitionsWithIndex(
                (worker, chunks) -> cut(task, worker, chunks, averageOptimizerState), true)
            .mapToPair(segment -> segment)
            // An index is its own hash: a partition a segment.
            .partitionBy(new HashPartitioner(segments));
    try {
      return join(cut.mapPartitions(SegmentedReduction::average, true).collect(), workers);
    } finally {
      cut.rdd().cleanShuffleDependencies(false);
    }
  }

  private Iterator<Tuple2<Integer, Segment>> cut(
      WorkerTask task, int worker, Iterator<Assigned> chunks, boolean withOptimizerState) {
    WorkerTask.Result result = task.run(worker, chunks, float[]::new);
    List<Tuple2<Integer, Segment>> cut = new ArrayList<>(segments);
    for (int index = 0; index < segments; index++) {
      NetworkState.Raw values =
          result.state() == null ? null : segment(result.state(), index, withOptimizerState).raw();
      cut.add(new Tuple2<>(index, new Segment(worker, result.report(), values)));
    }
    return cut.iterator();
  }

  /** The same share of the parameters and of the optimizer state. */
  private NetworkState segment(NetworkState state, int index, boolean withOptimizerState) {
    return new NetworkState(
        segment(state.parameters(), index),
        withOptimizerState ? segment(state.optimizerState(), index) : new float[0]);
  }

  private float[] segment(float[] values, int index) {
    return Arrays.copyOfRange(values, bound(values, index), bound(values, index + 1));
  }

  private int bound(float[] values, int index) {
    return (int) ((long) values.length * index / segments);
  }

  private static Iterator<Averaged> average(Iterator<Tuple2<Integer, Segment>> arrived) {
    long begin = System.nanoTime();
    List<Segment> all = new ArrayList<>();
    int index = 0;
    while (arrived.hasNext()) {
      Tuple2<Integer, Segment> next = arrived.next();
      index = next._1();
      all.add(next._2());
    }
    // They arrive in any order; sums are made in the order of the worker ids.
    all.sort(Comparator.comparingInt(segment -> segment.worker));
    List<WorkerReport> reports = all.stream().map(segment -> segment.report).toList();
    List<NetworkState> states =
        all.stream()
            .map(segment -> segment.values == null ? null : segment.values.state())
            .toList();
    NetworkState.Raw average =
        Reduced.diverged(reports) ? null : WeightedAverage.of(reports, states, true).raw();
    Averaged averaged =
        new Averaged(
            index == 0 ? new ArrayList<>(reports) : new ArrayList<>(),
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
    long nanos = averages.stream().mapToLong(segment -> segment.nanos).max().orElse(0);
    if (Reduced.diverged(reports)) {
      return new Reduced(List.copyOf(reports), null, nanos);
    }
    List<NetworkState> segments = averages.stream().map(a -> a.values.state()).toList();
    NetworkState average =
        new NetworkState(
            concatenate(segments.stream().map(NetworkState::parameters).toList()),
            concatenate(segments.stream().map(NetworkState::optimizerState).toList()));
    return new Reduced(List.copyOf(reports), average, nanos);
  }

  private static float[] concatenate(List<float[]> segments) {
    FloatBuffer all = FloatBuffer.allocate(segments.stream().mapToInt(s -> s.length).sum());
    segments.forEach(all::put);
    return all.array();
  }
}
