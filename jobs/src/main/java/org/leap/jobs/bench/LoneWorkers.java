package org.leap.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.leap.spark.engine.LoneReplica;
import org.leap.spark.engine.NetworkBlueprint;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Replicas that train side by side, each in its own thread on ready minibatches, and know nothing
 * of each other: what one worker could do if averaging cost nothing and the cores shared only their
 * memory.
 */
final class LoneWorkers implements AutoCloseable {
  private static final int MINIBATCHES = 16;

  private final ExecutorService threads;
  private final List<Loop> loops = new ArrayList<>();
  private final int batchSize;

  LoneWorkers(NetworkBlueprint blueprint, int workers, int batchSize) {
    this.batchSize = batchSize;
    threads = Executors.newFixedThreadPool(workers);
    for (int worker = 0; worker < workers; worker++) {
      List<DataSet> minibatches =
          new SyntheticData(BenchModel.MLP.shape(), MINIBATCHES * batchSize, worker)
              .minibatches(batchSize, blueprint.flatInput());
      loops.add(new Loop(LoneReplica.of(blueprint), new MinibatchCycle(minibatches)));
    }
  }

  private record Loop(LoneReplica replica, MinibatchCycle minibatches) {
    /** Nanoseconds that so many steps took. */
    long train(int steps) {
      long begin = System.nanoTime();
      for (int step = 0; step < steps; step++) {
        DataSet minibatch = minibatches.get();
        replica.fit(minibatch.getFeatures(), minibatch.getLabels());
      }
      return System.nanoTime() - begin;
    }
  }

  /** Mean rate of a worker over so many steps of each. */
  double examplesPerSecond(int steps) {
    List<Callable<Long>> work = new ArrayList<>();
    loops.forEach(loop -> work.add(() -> loop.train(steps)));
    double rates = 0;
    try {
      for (Future<Long> nanos : threads.invokeAll(work)) {
        rates += steps * (double) batchSize * 1e9 / nanos.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while lone workers were measured", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a lone worker failed", e);
    }
    return rates / loops.size();
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
