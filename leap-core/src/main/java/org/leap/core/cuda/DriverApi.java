package org.leap.core.cuda;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;

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
