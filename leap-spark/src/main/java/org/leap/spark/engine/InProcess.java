package org.leap.spark.engine;

import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A value for tasks that share the driver's heap: only its number travels. */
final class InProcess<T> implements Serializable, AutoCloseable {
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
