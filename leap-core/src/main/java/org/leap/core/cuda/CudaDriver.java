package org.leap.core.cuda;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;

/** The CUDA driver of this machine. Thread-safe. */
public final class CudaDriver {
  private static final String LIBRARY = "libcuda.so.1";

  private final DriverApi api;

  private CudaDriver(DriverApi api) {
    this.api = api;
  }

  /**
   * Loads and initializes the driver.
   *
   * @throws CudaException when this machine has none, or it finds no GPU
   */
  public static CudaDriver load() {
    return load(LIBRARY);
  }

  /** The same with a library of that interface, given by name or path. */
  public static CudaDriver load(String library) {
    DriverApi api;
    try {
      api = Native.loadLibrary(library, DriverApi.class);
    } catch (UnsatisfiedLinkError e) {
      throw new CudaException(
          "no CUDA driver on this machine: " + library + " cannot be loaded", e);
    }
    var driver = new CudaDriver(api);
    int result = api.cuInit(0);
    if (result == DriverApi.NO_DEVICE) {
      throw new CudaException(
          "the CUDA driver finds no GPU: check nvidia-smi and CUDA_VISIBLE_DEVICES");
    }
    driver.check(result, "cuInit");
    return driver;
  }

  /** The newest version of CUDA that the driver supports, such as 11.6. */
  public String version() {
    var version = new IntByReference();
    check(api.cuDriverGetVersion(version), "cuDriverGetVersion");
    return version.getValue() / 1000 + "." + version.getValue() % 1000 / 10;
  }

  /** How many GPUs this process may use. */
  public int deviceCount() {
    var count = new IntByReference();
    check(api.cuDeviceGetCount(count), "cuDeviceGetCount");
    return count.getValue();
  }

  /**
   * A GPU and its primary context, the one the CUDA runtime uses too, which lives on until the
   * process ends.
   *
   * @param ordinal from 0 to {@link #deviceCount} - 1
   * @throws CudaException when there is no such GPU
   */
  public CudaDevice device(int ordinal) {
    int count = deviceCount();
    if (ordinal < 0 || ordinal >= count) {
      throw new CudaException("GPU " + ordinal + " is not among the " + count + " of this machine");
    }
    return new CudaDevice(this, ordinal);
  }

  DriverApi api() {
    return api;
  }

  void check(int result, String call) {
    if (result != 0) {
      var name = new PointerByReference();
      var text = new PointerByReference();
      boolean known =
          api.cuGetErrorName(result, name) == 0 && api.cuGetErrorString(result, text) == 0;
      String reason =
          known ? name.getValue().getString(0) + ", " + text.getValue().getString(0) : "unknown";
      throw new CudaException(call + " failed with error " + result + " (" + reason + ")");
    }
  }

  /** Functions of cuda.h, under the names of their current versions. Sizes are those of 64 bits. */
  interface DriverApi extends Library {
    int MULTIPROCESSORS = 16;
    int CAPABILITY_MAJOR = 75;
    int CAPABILITY_MINOR = 76;
    int NO_DEVICE = 100;

    int cuInit(int flags);

    int cuGetErrorName(int error, PointerByReference name);

    int cuGetErrorString(int error, PointerByReference text);

    int cuDriverGetVersion(IntByReference version);

    int cuDeviceGetCount(IntByReference count);

    int cuDeviceGet(IntByReference device, int ordinal);

    int cuDeviceGetName(byte[] name, int length, int device);

    int cuDeviceGetAttribute(IntByReference value, int attribute, int device);

    int cuDevicePrimaryCtxRetain(PointerByReference context, int device);

    int cuCtxSetCurrent(Pointer context);

    int cuCtxSynchronize();

    int cuModuleLoadData(PointerByReference module, byte[] image);

    int cuModuleGetFunction(PointerByReference function, Pointer module, String name);

    int cuMemAlloc_v2(LongByReference address, long bytes);

    int cuMemFree_v2(long address);

    int cuMemcpyHtoD_v2(long to, float[] from, long bytes);

    int cuMemcpyDtoH_v2(float[] to, long from, long bytes);

    int cuLaunchKernel(
        Pointer function,
        int gridX,
        int gridY,
        int gridZ,
        int blockX,
        int blockY,
        int blockZ,
        int sharedBytes,
        Pointer stream,
        Pointer parameters,
        Pointer extra);
  }
}
