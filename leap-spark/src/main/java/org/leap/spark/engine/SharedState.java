package org.leap.spark.engine;

import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.reflect.ClassTag$;

/** A network state that the driver shares with the tasks of one job. Closed on the driver. */
abstract sealed class SharedState implements Serializable, AutoCloseable {
  private static final long serialVersionUID = 1L;

  /** The state, on any process of the application. */
  abstract NetworkState state();

  @Override
  public abstract void close();

  static SharedState of(SparkContext spark, NetworkState state) {
    return spark.isLocal() ? new InProcess(state) : new Broadcasted(spark, state);
  }

  /** Driver and tasks share a heap: nothing is copied, only a number travels. */
  private static final class InProcess extends SharedState {
    private static final long serialVersionUID = 1L;
    private static final AtomicLong NEXT = new AtomicLong();
    private static final Map<Long, NetworkState> STATES = new ConcurrentHashMap<>();

    private final long number = NEXT.getAndIncrement();

    InProcess(NetworkState state) {
      STATES.put(number, state);
    }

    @Override
    NetworkState state() {
      return STATES.get(number);
    }

    @Override
    public void close() {
      STATES.remove(number);
    }
  }

  private static final class Broadcasted extends SharedState {
    private static final long serialVersionUID = 1L;

    private final Broadcast<RawState> broadcast;

    Broadcasted(SparkContext spark, NetworkState state) {
      broadcast =
          spark.broadcast(RawState.of(state), ClassTag$.MODULE$.<RawState>apply(RawState.class));
    }

    @Override
    NetworkState state() {
      return broadcast.value().state();
    }

    @Override
    public void close() {
      broadcast.destroy();
    }
  }
}
