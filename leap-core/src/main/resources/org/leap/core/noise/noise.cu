// The noise streams of org.leap.core.noise, to the bit: rounds of integers, one rounding for each operation, fused ones
// written out. Compile with --fmad=false and without fast math. The Java classes explain the formulas.
//
// Every kernel multiplies update[i] by 1 + sigma * z(firstIndex + i) for i below count. A thread computes a block of the
// generator and all values that come from it; any grid gives the same result.

typedef unsigned int u32;
typedef unsigned long long u64;

typedef struct {
  u32 word[4];
} Block;

static __device__ u32 rotate(u32 x, int by) { return x << by | x >> (32 - by); }

static __device__ void mix(u32 *x, u32 *y, int by) {
  *x += *y;
  *y = rotate(*y, by) ^ *x;
}

// Threefry4x32 with 12 rounds; see Threefry4x32.java, NoiseKey.java.
static __device__ Block random_block(u64 seed, u32 worker, u32 domain, u64 step, u64 number) {
  const int left[8] = {10, 11, 13, 23, 6, 17, 25, 18};
  const int right[8] = {26, 21, 27, 5, 20, 11, 10, 20};
  u32 key[5] = {(u32)seed, (u32)(seed >> 32), worker, domain, 0};
  key[4] = 0x1BD11BDAu ^ key[0] ^ key[1] ^ key[2] ^ key[3];
  u32 x0 = (u32)number + key[0];
  u32 x1 = (u32)(number >> 32) + key[1];
  u32 x2 = (u32)step + key[2];
  u32 x3 = (u32)(step >> 32) + key[3];
#pragma unroll
  for (int round = 0; round < 12; round += 2) {
    mix(&x0, &x1, left[round % 8]);
    mix(&x2, &x3, right[round % 8]);
    mix(&x0, &x3, left[round % 8 + 1]);
    mix(&x2, &x1, right[round % 8 + 1]);
    if (round % 4 == 2) {
      const int injection = round / 4 + 1;
      x0 += key[injection % 5];
      x1 += key[(injection + 1) % 5];
      x2 += key[(injection + 2) % 5];
      x3 += key[(injection + 3) % 5] + injection;
    }
  }
  Block block = {{x0, x1, x2, x3}};
  return block;
}

// Box-Muller; see BoxMuller.java.
static __device__ float radius(u32 word) {
  const int bits = __float_as_int((float)(int)((word & 0x7FFFE000u) | 0x1000u));
  const float f = __int_as_float((bits & 0x007FFFFF) | 0x3F800000) - 2.0f;
  float q = fmaf(185681.38f, f, 188048.02f);
  q = fmaf(q, f, 375370.75f);
  q = fmaf(q, f, -443838.25f);
  q = fmaf(q, f, 1520946.2f);
  q = fmaf(q, f, 2337817.8f);
  return __fsqrt_rn(fmaf(q, f, (float)(((127 + 31) << 23) - bits)));
}

static __device__ float angle(u32 word) { return __int_as_float((int)((word & 0x1FFEu) | 0x4A800000u)) - 4196351.5f; }

static __device__ float even(float t) {
  const float s = t * t;
  return fmaf(fmaf(fmaf(-1.24227E-27f, s, 2.5898518E-19f), s, -2.1137635E-11f), s, 2.8745361E-4f);
}

static __device__ float odd(float t) {
  const float s = t * t;
  return fmaf(fmaf(1.9364519E-23f, s, -2.7010138E-15f), s, 1.1023653E-7f) * t;
}

static __device__ float with_sign(float x, u32 sign) { return __int_as_float(__float_as_int(x) ^ (int)(sign & 0x80000000u)); }

static __device__ float cosine(u32 word) {
  const float t = angle(word);
  return with_sign(even(t) - odd(t), word);
}

static __device__ float sine(u32 word) {
  const float t = angle(word);
  return with_sign(even(t) + odd(t), word << 31);
}

static __device__ u64 thread_number(void) { return (u64)blockIdx.x * blockDim.x + threadIdx.x; }

static __device__ u64 thread_count(void) { return (u64)gridDim.x * blockDim.x; }

// Blocks reach beyond both ends of the update: position wraps around to a big number before the first.
static __device__ void multiply(float *update, u64 count, u64 position, float factor) {
  if (position < count) {
    update[position] *= factor;
  }
}

// Tiles of 128 values from 16 counters; see GaussianVariates.java.
extern "C" __global__ void perturb_gaussian(float *update, u64 count, u64 firstIndex, u64 step, u64 seed, u32 worker,
                                            u32 domain, float sigma) {
  const u64 end = (firstIndex + count + 127) / 128 * 16;
  for (u64 counter = firstIndex / 128 * 16 + thread_number(); counter < end; counter += thread_count()) {
    const Block block = random_block(seed, worker, domain, step, counter);
    const u64 first = counter / 16 * 128 + counter % 16 - firstIndex;
#pragma unroll
    for (int k = 0; k < 4; k++) {
      const u32 word = block.word[k];
      const float r = radius(word) * sigma;
      multiply(update, count, first + 32 * k, fmaf(r, cosine(word), 1.0f));
      multiply(update, count, first + 32 * k + 16, fmaf(r, sine(word), 1.0f));
    }
  }
}

// The first value within the bound of 64 streams that differ in their domain; see TruncatedGaussianVariates.java.
extern "C" __global__ void perturb_truncated(float *update, u64 count, u64 firstIndex, u64 step, u64 seed, u32 worker,
                                             u32 domain, float sigma, float bound, float scale) {
  const u64 end = (firstIndex + count + 127) / 128 * 16;
  for (u64 counter = firstIndex / 128 * 16 + thread_number(); counter < end; counter += thread_count()) {
    const u64 first = counter / 16 * 128 + counter % 16 - firstIndex;
    u32 missing = 0xFF;
    float z[8] = {0};
    for (u32 attempt = 0; attempt < 64 && missing != 0; attempt++) {
      const Block block = random_block(seed, worker, domain + attempt, step, counter);
#pragma unroll
      for (int k = 0; k < 8; k++) {
        const u32 word = block.word[k / 2];
        const float value = radius(word) * (k % 2 == 0 ? cosine(word) : sine(word));
        if ((missing >> k & 1) != 0 && fabsf(value) <= bound) {
          z[k] = value;
          missing &= ~(1u << k);
        }
      }
    }
#pragma unroll
    for (int k = 0; k < 8; k++) {
      multiply(update, count, first + 16 * k, fmaf(sigma, scale * z[k], 1.0f));
    }
  }
}

// Four values a block; see UniformVariates.java.
extern "C" __global__ void perturb_uniform(float *update, u64 count, u64 firstIndex, u64 step, u64 seed, u32 worker,
                                           u32 domain, float sigma) {
  const float scale = (float)(1.7320508075688772 / (1 << 24));
  const u64 end = (firstIndex + count + 3) / 4;
  for (u64 counter = firstIndex / 4 + thread_number(); counter < end; counter += thread_count()) {
    const Block block = random_block(seed, worker, domain, step, counter);
#pragma unroll
    for (int k = 0; k < 4; k++) {
      const float z = (float)((int)block.word[k] >> 7 | 1) * scale;
      multiply(update, count, 4 * counter + k - firstIndex, fmaf(sigma, z, 1.0f));
    }
  }
}

// 128 values a block, of which each of 32 threads takes four, so that neighbours write neighbours; see
// RademacherVariates.java.
extern "C" __global__ void perturb_rademacher(float *update, u64 count, u64 firstIndex, u64 step, u64 seed, u32 worker,
                                              u32 domain, float sigma) {
  const u64 end = (firstIndex + count + 127) / 128 * 32;
  for (u64 part = firstIndex / 128 * 32 + thread_number(); part < end; part += thread_count()) {
    const Block block = random_block(seed, worker, domain, step, part / 32);
    const u32 bit = (u32)(part % 32);
#pragma unroll
    for (int k = 0; k < 4; k++) {
      const float z = (float)(1 - 2 * (int)(block.word[k] >> bit & 1));
      multiply(update, count, part / 32 * 128 + 32 * k + bit - firstIndex, fmaf(sigma, z, 1.0f));
    }
  }
}
