package org.leap.core.cuda;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;

/** Room for a kernel's arguments and the pointers to them. The driver copies them at launch. */
final class KernelArguments {
  private static final int MOST = 16;

  /** Bytes of a pointer, and of the longest argument. */
  private static final int SLOT = 8;

  private final Memory values = new Memory(MOST * SLOT);
  private final Memory pointers = new Memory(MOST * SLOT);

  KernelArguments() {
    for (int i = 0; i < MOST; i++) {
      pointers.setPointer((long) i * SLOT, values.share((long) i * SLOT));
    }
  }

  /** Writes the arguments of a launch over those of the last one. */
  Pointer of(Object... arguments) {
    for (int i = 0; i < arguments.length; i++) {
      long at = (long) i * SLOT;
      if (arguments[i] instanceof Long value) {
        values.setLong(at, value);
      } else if (arguments[i] instanceof Integer value) {
        values.setInt(at, value);
      } else if (arguments[i] instanceof Float value) {
        values.setFloat(at, value);
      } else {
        throw new IllegalArgumentException(
            "kernel argument " + i + " is " + arguments[i] + ", expected a Long, Integer or Float");
      }
    }
    return pointers;
  }
}
