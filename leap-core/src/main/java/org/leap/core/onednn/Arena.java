package org.leap.core.onednn;

import org.bytedeco.javacpp.BytePointer;

/** Working memory of programs of which one runs at a time: as much as the largest needs. */
public final class Arena implements AutoCloseable {
  private static final int ALIGNMENT = 64;

  private BytePointer memory;
  private long start;
  private long capacity;

  /** Start of at least that many bytes. What was in them is lost when they move. */
  long reserve(long bytes) {
    if (bytes > capacity || memory == null) {
      close();
      memory = new BytePointer(bytes + ALIGNMENT);
      start = (memory.address() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
      capacity = bytes;
    }
    return start;
  }

  /** Bytes that it holds. */
  public long bytes() {
    return memory == null ? 0 : capacity;
  }

  /** Frees the memory; the next program that runs takes new. */
  @Override
  public void close() {
    if (memory != null) {
      memory.close();
    }
    memory = null;
    capacity = 0;
  }
}
