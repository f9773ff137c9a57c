package org.leap.jobs.bench;

import java.io.Serializable;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.bytedeco.javacpp.Pointer;

/**
 * What the processes of a run hold after so many rounds, each after full collections, in megabytes.
 *
 * @param round rounds done
 * @param driverHeap on the driver's heap
 * @param driverResident of the whole process, what is off the heap included
 * @param executors processes that were looked at
 * @param executorHeap mean of the executors
 * @param executorResident mean of the executors
 * @param mostExecutorResident the largest of them
 */
public record ResidentSample(
    int round,
    double driverHeap,
    double driverResident,
    int executors,
    double executorHeap,
    double executorResident,
    double mostExecutorResident) {
  private static final long SETTLE_MS = 300;

  /** One process, as it sees itself. */
  record Holding(double heap, double resident) implements Serializable {
    /** Twice, as Spark's cleaner releases what the first collection has found unreachable. */
    static Holding ofThisProcess() {
      for (int i = 0; i < 2; i++) {
        System.gc();
        pause();
      }
      Runtime runtime = Runtime.getRuntime();
      return new Holding(
          (runtime.totalMemory() - runtime.freeMemory()) / 1e6, Pointer.physicalBytes() / 1e6);
    }
  }

  /** A task an executor, as each has one core; those that another got are looked at next time. */
  static ResidentSample after(int round, JavaSparkContext spark, int executors) {
    Map<Long, double[]> byProcess = new HashMap<>();
    List<Integer> tasks = IntStream.range(0, executors).boxed().toList();
    for (double[] found : spark.parallelize(tasks, executors).map(task -> executor()).collect()) {
      byProcess.put((long) found[0], found);
    }
    Holding driver = Holding.ofThisProcess();
    return new ResidentSample(
        round,
        driver.heap(),
        driver.resident(),
        byProcess.size(),
        mean(byProcess.values(), found -> found[1]),
        mean(byProcess.values(), found -> found[2]),
        byProcess.values().stream().mapToDouble(found -> found[2]).max().orElse(0));
  }

  /** Numbers and no record, which Kryo as Spark has it cannot read: process, heap, resident. */
  private static double[] executor() {
    Holding holding = Holding.ofThisProcess();
    return new double[] {ProcessHandle.current().pid(), holding.heap(), holding.resident()};
  }

  private static double mean(Collection<double[]> all, ToDoubleFunction<double[]> part) {
    return all.stream().mapToDouble(part).average().orElse(0);
  }

  private static void pause() {
    try {
      Thread.sleep(SETTLE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
