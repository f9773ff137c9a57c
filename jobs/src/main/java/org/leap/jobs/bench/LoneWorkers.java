package org.leap.jobs.bench;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.leap.spark.engine.NetworkBlueprint;

/**
 * Replicas that train side by side, each in its own thread on ready minibatches, and know nothing
 * of each other: what one worker could do if averaging cost nothing and the cores shared only their
 * memory.
 */
final class LoneWorkers implements AutoCloseable {
  private final Load load;
  private final List<ReplicaLoop> loops;
  private final ExecutorService threads;

  LoneWorkers(NetworkBlueprint blueprint, Load load) {
    this.load = load;
    loops =
        IntStream.range(0, load.workers())
            .mapToObj(w -> ReplicaLoop.minibatches(load.model(), load.batchSize(), w))
            .map(minibatches -> new ReplicaLoop(blueprint, minibatches))
            .toList();
    threads = Executors.newFixedThreadPool(load.workers());
  }

  /** Parameters of each of them. */
  long trainedParameters() {
    return loops.get(0).trainedParameters();
  }

  /** Mean rate of a worker. */
  double examplesPerSecond() {
    List<Callable<Double>> work = loops.stream().map(this::training).toList();
    double rates = 0;
    try {
      for (Future<Double> rate : threads.invokeAll(work)) {
        rates += rate.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while lone workers were measured", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a lone worker failed", e);
    }
    return rates / loops.size();
  }

  private Callable<Double> training(ReplicaLoop loop) {
    return () -> {
      long begin = System.nanoTime();
      for (int step = 0; step < load.steps(); step++) {
        loop.run();
      }
      return load.steps() * (double) load.batchSize() * 1e9 / (System.nanoTime() - begin);
    };
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
