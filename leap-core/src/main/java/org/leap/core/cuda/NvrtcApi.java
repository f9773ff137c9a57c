package org.leap.core.cuda;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;

/** Functions of nvrtc.h. Sizes are those of 64 bits. */
interface NvrtcApi extends Library {
  String nvrtcGetErrorString(int error);

  int nvrtcVersion(IntByReference major, IntByReference minor);

  int nvrtcGetNumSupportedArchs(IntByReference count);

  int nvrtcGetSupportedArchs(int[] architectures);

  int nvrtcCreateProgram(
      PointerByReference program,
      String source,
      String name,
      int headers,
      Pointer headerSources,
      Pointer headerNames);

  int nvrtcDestroyProgram(PointerByReference program);

  int nvrtcCompileProgram(Pointer program, int count, String[] options);

  int nvrtcGetProgramLogSize(Pointer program, LongByReference bytes);

  int nvrtcGetProgramLog(Pointer program, byte[] log);

  int nvrtcGetPTXSize(Pointer program, LongByReference bytes);

  int nvrtcGetPTX(Pointer program, byte[] ptx);

  int nvrtcGetCUBINSize(Pointer program, LongByReference bytes);

  int nvrtcGetCUBIN(Pointer program, byte[] cubin);
}
