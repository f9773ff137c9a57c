package org.leap.spark.engine;

import java.io.Serializable;
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
}
