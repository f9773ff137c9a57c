// The CUDA driver on a CPU, as far as the tests need it: runs the very source of the kernels, thread by thread. Compile
// with -ffp-contract=off; KERNELS is the source's path.

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define __global__
#define __device__

struct Dim3 {
  unsigned int x;
};
static Dim3 threadIdx, blockIdx, blockDim, gridDim;

static int __float_as_int(float x) {
  int bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static float __int_as_float(int bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

static float __fsqrt_rn(float x) { return sqrtf(x); }

#include KERNELS

typedef void (*Kernel)(void **);

template <typename T> static T argument(void **arguments, int i) { return *static_cast<T *>(arguments[i]); }

#define COMMON(a)                                                                                                      \
  argument<float *>(a, 0), argument<u64>(a, 1), argument<u64>(a, 2), argument<u64>(a, 3), argument<u64>(a, 4),         \
      argument<u32>(a, 5), argument<u32>(a, 6), argument<float>(a, 7)

static void gaussian(void **a) { perturb_gaussian(COMMON(a)); }
static void truncated(void **a) { perturb_truncated(COMMON(a), argument<float>(a, 8), argument<float>(a, 9)); }
static void uniform(void **a) { perturb_uniform(COMMON(a)); }
static void rademacher(void **a) { perturb_rademacher(COMMON(a)); }

static const struct {
  const char *name;
  Kernel kernel;
} KERNELS_BY_NAME[] = {{"perturb_gaussian", gaussian},
                       {"perturb_truncated", truncated},
                       {"perturb_uniform", uniform},
                       {"perturb_rademacher", rademacher}};

extern "C" {
#ifdef NO_DEVICE
int cuInit(unsigned) { return 100; }
#else
int cuInit(unsigned) { return 0; }
#endif
int cuDriverGetVersion(int *version) { return *version = 11060, 0; }
int cuDeviceGetCount(int *count) { return *count = 1, 0; }
int cuDeviceGet(int *device, int ordinal) { return *device = ordinal, 0; }
int cuDeviceGetName(char *name, int length, int) { return strncpy(name, "host compiler", length), 0; }
int cuDeviceGetAttribute(int *value, int attribute, int) {
  *value = attribute == 75 ? 8 : attribute == 76 ? 6 : attribute == 16 ? 2 : -1;
  return 0;
}
int cuDevicePrimaryCtxRetain(void **context, int) { return *context = context, 0; }
int cuCtxSetCurrent(void *context) { return context == nullptr ? 201 : 0; }
int cuCtxSynchronize() { return 0; }
int cuModuleLoadData(void **module, const void *image) { return *module = module, *static_cast<const char *>(image) == 0 ? 218 : 0; }
int cuModuleGetFunction(void **function, void *, const char *name) {
  for (const auto &entry : KERNELS_BY_NAME) {
    if (strcmp(entry.name, name) == 0) {
      *function = reinterpret_cast<void *>(entry.kernel);
      return 0;
    }
  }
  return 500;
}
int cuGetErrorName(int error, const char **name) {
  *name = error == 500 ? "CUDA_ERROR_NOT_FOUND" : error == 218 ? "CUDA_ERROR_INVALID_PTX" : nullptr;
  return *name == nullptr ? 1 : 0;
}
int cuGetErrorString(int, const char **text) { return *text = "as the test wants it", 0; }
int cuMemAlloc_v2(void **address, size_t bytes) { return *address = malloc(bytes), 0; }
int cuMemFree_v2(void *address) { return free(address), 0; }
int cuMemcpyHtoD_v2(void *to, const void *from, size_t bytes) { return memcpy(to, from, bytes), 0; }
int cuMemcpyDtoH_v2(void *to, const void *from, size_t bytes) { return memcpy(to, from, bytes), 0; }
int cuLaunchKernel(void *function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX, unsigned blockY,
                   unsigned blockZ, unsigned, void *, void **arguments, void **) {
  if (gridY != 1 || gridZ != 1 || blockY != 1 || blockZ != 1) {
    return 1;
  }
  gridDim.x = gridX;
  blockDim.x = blockX;
  for (blockIdx.x = 0; blockIdx.x < gridX; blockIdx.x++) {
    for (threadIdx.x = 0; threadIdx.x < blockX; threadIdx.x++) {
      reinterpret_cast<Kernel>(function)(arguments);
    }
  }
  return 0;
}
}
