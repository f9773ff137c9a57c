package org.leap.core.cuda;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;

/** One GPU. Thread-safe. */
public final class CudaDevice {
  private static final int NAME_BYTES = 256;

  private final CudaDriver driver;
  private final int device;
  private final Pointer context;

  CudaDevice(CudaDriver driver, int ordinal) {
    this.driver = driver;
    var handle = new IntByReference();
    driver.check(driver.api().cuDeviceGet(handle, ordinal), "cuDeviceGet");
    device = handle.getValue();
    var primary = new PointerByReference();
    driver.check(
        driver.api().cuDevicePrimaryCtxRetain(primary, device), "cuDevicePrimaryCtxRetain");
    context = primary.getValue();
  }

  /** Name of the GPU, such as NVIDIA A100-SXM4-40GB. */
  public String name() {
    byte[] name = new byte[NAME_BYTES];
    driver.check(driver.api().cuDeviceGetName(name, name.length, device), "cuDeviceGetName");
    return Native.toString(name);
  }

  /** Compute capability in tenths: 80 for 8.0. */
  public int capability() {
    return 10 * attribute(CudaDriver.DriverApi.CAPABILITY_MAJOR)
        + attribute(CudaDriver.DriverApi.CAPABILITY_MINOR);
  }

  int multiprocessors() {
    return attribute(CudaDriver.DriverApi.MULTIPROCESSORS);
  }

  /**
   * Loads code onto the GPU, where it stays.
   *
   * @param image PTX, ended by a zero byte, or machine code
   * @throws CudaException when the driver does not accept it
   */
  public CudaModule load(byte[] image) {
    makeCurrent();
    var module = new PointerByReference();
    driver.check(driver.api().cuModuleLoadData(module, image), "cuModuleLoadData");
    return new CudaModule(this, module.getValue());
  }

  /** Memory for floats, of any content. */
  public CudaFloats allocate(int length) {
    return new CudaFloats(this, length);
  }

  /** Waits until the GPU has done all that was asked of it. */
  public void synchronize() {
    makeCurrent();
    driver.check(driver.api().cuCtxSynchronize(), "cuCtxSynchronize");
  }

  CudaDriver driver() {
    return driver;
  }

  /** Binds the calling thread to this GPU. */
  void makeCurrent() {
    driver.check(driver.api().cuCtxSetCurrent(context), "cuCtxSetCurrent");
  }

  private int attribute(int number) {
    var value = new IntByReference();
    driver.check(driver.api().cuDeviceGetAttribute(value, number, device), "cuDeviceGetAttribute");
    return value.getValue();
  }
}
