package org.leap.core.noise;

import java.util.Arrays;

/**
 * Standard normal values, 128 from the words of 16 consecutive counters.
 *
 * <p>Parameter index i lies in tile i / 128, at r = i % 128, in run k = r / 16, at c = r % 16. Its
 * word is number k / 2 of the block with counter tile * 16 + c; even runs take the cosine, odd ones
 * the sine. So any 16 neighbours in a run come from 16 neighbouring counters: vectors of any length
 * up to 16 store contiguously, and the map does not depend on that length.
 */
record GaussianVariates(Threefry4x32.Key key) implements Variates {
  private static final int TILE = GaussianKernel.TILE;
  private static final int RUN = GaussianKernel.RUN;
  private static final long BLOCKS = 1L << 32;

  @Override
  public float at(long step, long index) {
    int inTile = (int) (index & (TILE - 1));
    int run = inTile / RUN;
    long block = firstBlock(index) + inTile % RUN;
    int word = key.word(step, block, run / 2);
    return BoxMuller.radius(word) * (run % 2 == 0 ? BoxMuller.cosine(word) : BoxMuller.sine(word));
  }

  @Override
  public void fill(long step, long firstIndex, float[] out, int from, int count, Scratch scratch) {
    GaussianKernel kernel = KernelChoice.current();
    Arrays.fill(out, from, from + count, 1);
    for (int done = 0; done < count; ) {
      long index = firstIndex + done;
      int skip = (int) (index & (TILE - 1));
      int left = count - done;
      if (skip == 0 && left >= TILE) {
        int counters = counters(index, left);
        kernel.words(key, step, firstBlock(index), counters, scratch.words);
        kernel.scale(scratch, counters, out, from + done, 1, 0);
        done += 8 * counters;
      } else {
        int part = Math.min(TILE - skip, left);
        float[] tile = tile(kernel, step, index, 1, 0, scratch);
        System.arraycopy(tile, skip, out, from + done, part);
        done += part;
      }
    }
  }

  @Override
  public void perturb(
      long step, long firstIndex, float[] data, int from, int count, float sigma, Scratch scratch) {
    GaussianKernel kernel = KernelChoice.current();
    for (int done = 0; done < count; ) {
      long index = firstIndex + done;
      int skip = (int) (index & (TILE - 1));
      int left = count - done;
      if (skip == 0 && left >= TILE) {
        int counters = counters(index, left);
        kernel.words(key, step, firstBlock(index), counters, scratch.words);
        kernel.scale(scratch, counters, data, from + done, sigma, 1);
        done += 8 * counters;
      } else {
        int part = Math.min(TILE - skip, left);
        float[] factors = tile(kernel, step, index, sigma, 1, scratch);
        for (int i = 0; i < part; i++) {
          data[from + done + i] *= factors[skip + i];
        }
        done += part;
      }
    }
  }

  /** The whole tile of an index, for the ends of a range that cut through one. */
  private float[] tile(
      GaussianKernel kernel, long step, long index, float sigma, float shift, Scratch scratch) {
    float[] tile = scratch.tile;
    Arrays.fill(tile, 1);
    kernel.words(key, step, firstBlock(index), RUN, scratch.words);
    kernel.scale(scratch, RUN, tile, 0, sigma, shift);
    return tile;
  }

  @Override
  public DeviceNoise.Kernel deviceKernel() {
    return new DeviceNoise.Kernel("perturb_gaussian", key);
  }

  private static long firstBlock(long index) {
    return (index >> 7) * RUN;
  }

  /** Counters for the whole tiles among that many values, as many as one pass takes. */
  private static int counters(long index, int values) {
    long beforeOverflow = BLOCKS - (firstBlock(index) & (BLOCKS - 1));
    return (int) Math.min(Math.min(values / TILE * RUN, Scratch.COUNTERS), beforeOverflow);
  }
}
