package org.leap.spark.engine;

import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.reflect.ClassTag$;

/** A network state that the driver shares with the tasks of one job. Closed on the driver. */
final class SharedState implements Serializable, AutoCloseable {
  private static final long serialVersionUID = 1L;

  /** Null between processes. */
  private final InProcess<NetworkState> inProcess;

  /** Null in one process, where nothing is copied. */
  private final Broadcast<NetworkState.Raw> broadcast;

  private SharedState(InProcess<NetworkState> inProcess, Broadcast<NetworkState.Raw> broadcast) {
    this.inProcess = inProcess;
    this.broadcast = broadcast;
  }

  static SharedState of(SparkContext spark, NetworkState state) {
    return spark.isLocal()
        ? new SharedState(new InProcess<>(state), null)
        : new SharedState(
            null,
            spark.broadcast(
                state.raw(), ClassTag$.MODULE$.<NetworkState.Raw>apply(NetworkState.Raw.class)));
  }

  /** The state, on any process of the application. */
  NetworkState state() {
    return inProcess != null ? inProcess.value() : broadcast.value().state();
  }

  @Override
  public void close() {
    if (inProcess != null) {
      inProcess.close();
    } else {
      broadcast.destroy();
    }
  }

  /** A value for tasks that share the driver's heap: only its number travels. */
  static final class InProcess<T> implements Serializable, AutoCloseable {
    private static final long serialVersionUID = 1L;
    private static final AtomicLong NEXT = new AtomicLong();
    private static final Map<Long, Object> VALUES = new ConcurrentHashMap<>();

    private final long number = NEXT.getAndIncrement();

    InProcess(T value) {
      VALUES.put(number, value);
    }

    /** Null once it is closed. */
    @SuppressWarnings("unchecked") // what the constructor took
    T value() {
      return (T) VALUES.get(number);
    }

    @Override
    public void close() {
      VALUES.remove(number);
    }
  }
}
