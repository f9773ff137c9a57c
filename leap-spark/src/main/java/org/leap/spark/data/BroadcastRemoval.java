package org.leap.spark.data;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes broadcasts back from the executors. It waits until they are gone, since Spark prints stack
 * traces where an application ends meanwhile; but not for long, since Spark itself waits for ever
 * for an answer that comes no more once its context was stopped.
 */
public final class BroadcastRemoval {
  private static final Logger LOG = LoggerFactory.getLogger(BroadcastRemoval.class);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private BroadcastRemoval() {}

  /** Destroys the broadcasts. */
  public static void of(List<? extends Broadcast<?>> broadcasts) {
    await(() -> broadcasts.forEach(broadcast -> broadcast.destroy(true)), PATIENCE);
  }

  static void await(Runnable removal, Duration patience) {
    FutureTask<Void> task = new FutureTask<>(removal, null);
    Thread thread = new Thread(task, "leap-broadcast-removal");
    thread.setDaemon(true);
    thread.start();
    try {
      task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn("Spark did not take back its data within {} s: left to it", patience.toSeconds());
      task.cancel(true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
