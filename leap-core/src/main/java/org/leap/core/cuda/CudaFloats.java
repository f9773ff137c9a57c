package org.leap.core.cuda;

import com.sun.jna.ptr.LongByReference;

/** Floats in a GPU's memory. */
public final class CudaFloats implements AutoCloseable {
  private final CudaDevice device;
  private final CudaDriver driver;
  private final int length;
  private final long address;

  CudaFloats(CudaDevice device, int length) {
    this.device = device;
    this.driver = device.driver();
    this.length = length;
    device.makeCurrent();
    var pointer = new LongByReference();
    driver.check(driver.api().cuMemAlloc_v2(pointer, bytes(length)), "cuMemAlloc");
    address = pointer.getValue();
  }

  /** Address of the first float in the GPU's memory, as kernels take it. */
  public long address() {
    return address;
  }

  /** Overwrites the first floats with those given. */
  public void write(float[] values) {
    device.makeCurrent();
    driver.check(
        driver.api().cuMemcpyHtoD_v2(address, values, checked(values.length)), "cuMemcpyHtoD");
  }

  /** Waits for what the GPU is doing in its default stream, then copies the first floats. */
  public float[] read(int count) {
    device.makeCurrent();
    float[] values = new float[count];
    driver.check(driver.api().cuMemcpyDtoH_v2(values, address, checked(count)), "cuMemcpyDtoH");
    return values;
  }

  @Override
  public void close() {
    device.makeCurrent();
    driver.check(driver.api().cuMemFree_v2(address), "cuMemFree");
  }

  private long checked(int count) {
    if (count > length) {
      throw new IllegalArgumentException(count + " floats, expected at most " + length);
    }
    return bytes(count);
  }

  private static long bytes(int floats) {
    return (long) Float.BYTES * floats;
  }
}
