package org.leap.core.cuda;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;

/** A kernel whose threads share any amount of work among them, however many there are. */
public final class CudaKernel {
  private static final int THREADS_PER_BLOCK = 256;

  /** Several times as many as run at once, so that none waits long for the last. */
  private static final int BLOCKS_PER_MULTIPROCESSOR = 32;

  private static final ThreadLocal<KernelArguments> ARGUMENTS =
      ThreadLocal.withInitial(KernelArguments::new);

  private final CudaDevice device;
  private final Pointer function;
  private final long mostBlocks;

  CudaKernel(CudaDevice device, Pointer function) {
    this.device = device;
    this.function = function;
    mostBlocks = (long) device.multiprocessors() * BLOCKS_PER_MULTIPROCESSOR;
  }

  /**
   * Starts the kernel and returns at once.
   *
   * @param threads how many threads would have work to do; fewer are started if those are many
   * @param stream handle of the CUDA stream to queue in, 0 for the default one
   * @param arguments Integer, Long (pointers, too) and Float values
   */
  public void launch(long threads, long stream, Object... arguments) {
    long blocks = (threads + THREADS_PER_BLOCK - 1) / THREADS_PER_BLOCK;
    int grid = (int) Math.max(1, Math.min(blocks, mostBlocks));
    CudaDriver driver = device.driver();
    device.makeCurrent();
    driver.check(
        driver
            .api()
            .cuLaunchKernel(
                function,
                grid,
                1,
                1,
                THREADS_PER_BLOCK,
                1,
                1,
                0,
                stream == 0 ? Pointer.NULL : new Pointer(stream),
                ARGUMENTS.get().of(arguments),
                Pointer.NULL),
        "cuLaunchKernel");
  }

  /** Room for a kernel's arguments and the pointers to them. The driver copies them at launch. */
  static final class KernelArguments {
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
              "kernel argument "
                  + i
                  + " is "
                  + arguments[i]
                  + ", expected a Long, Integer or Float");
        }
      }
      return pointers;
    }
  }
}
