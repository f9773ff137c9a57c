package org.leap.spark.engine;

import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Where workers leave their states for a driver that shares their heap; only its number travels. A
 * task that Spark runs again overwrites what its earlier attempt left.
 */
final class Mailbox implements Serializable, AutoCloseable {
  private static final long serialVersionUID = 1L;
  private static final AtomicLong NEXT = new AtomicLong();
  private static final Map<Long, AtomicReferenceArray<NetworkState>> STATES =
      new ConcurrentHashMap<>();

  private final long number = NEXT.getAndIncrement();

  Mailbox(int workers) {
    STATES.put(number, new AtomicReferenceArray<>(workers));
  }

  void put(int worker, NetworkState state) {
    AtomicReferenceArray<NetworkState> states = STATES.get(number);
    // A late attempt of a round that is over has nobody to read it.
    if (states != null) {
      states.set(worker, state);
    }
  }

  NetworkState get(int worker) {
    return STATES.get(number).get(worker);
  }

  @Override
  public void close() {
    STATES.remove(number);
  }
}
