package org.leap.core.noise;

import static jdk.incubator.vector.VectorOperators.ROL;
import static jdk.incubator.vector.VectorOperators.XOR;
import static org.leap.core.noise.Scratch.COUNTERS;

import java.util.stream.IntStream;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Threefry4x32 with 12 rounds, in passes of four rounds over a chunk in the first cache: methods of
 * this size are compiled well and early, one of twelve rounds is not.
 */
final class VectorThreefry {
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final int LANES = INTS.length();
  private static final int X1 = COUNTERS;
  private static final int X2 = 2 * COUNTERS;
  private static final int X3 = 3 * COUNTERS;
  private static final int[] COUNT = IntStream.range(0, COUNTERS).toArray();

  private VectorThreefry() {}

  static void words(Threefry4x32.Key key, long step, long firstBlock, int counters, int[] words) {
    int k0 = key.k0();
    int k1 = key.k1();
    int k2 = key.worker();
    int k3 = key.domain();
    int k4 = key.k4();
    int x0 = (int) firstBlock + k0;
    int x1 = (int) (firstBlock >>> 32) + k1;
    int x2 = (int) step + k2;
    int x3 = (int) (step >>> 32) + k3;
    rounds1To4(words, counters, x0, x1, x2, x3, k1, k2, k3, k4 + 1);
    rounds5To8(words, counters, k2, k3, k4, k0 + 2);
    rounds9To12(words, counters, k3, k4, k0, k1 + 3);
  }

  /** The counter comes with the first key injection added. */
  private static void rounds1To4(
      int[] words, int counters, int c0, int c1, int c2, int c3, int k0, int k1, int k2, int k3) {
    for (int c = 0; c < counters; c += LANES) {
      IntVector x0 = IntVector.fromArray(INTS, COUNT, c).add(c0);
      IntVector x1 = IntVector.broadcast(INTS, c1);
      IntVector x2 = IntVector.broadcast(INTS, c2);
      IntVector x3 = IntVector.broadcast(INTS, c3);
      x0 = x0.add(x1);
      x1 = x1.lanewise(ROL, 10).lanewise(XOR, x0);
      x2 = x2.add(x3);
      x3 = x3.lanewise(ROL, 26).lanewise(XOR, x2);
      x0 = x0.add(x3);
      x3 = x3.lanewise(ROL, 11).lanewise(XOR, x0);
      x2 = x2.add(x1);
      x1 = x1.lanewise(ROL, 21).lanewise(XOR, x2);
      x0 = x0.add(x1);
      x1 = x1.lanewise(ROL, 13).lanewise(XOR, x0);
      x2 = x2.add(x3);
      x3 = x3.lanewise(ROL, 27).lanewise(XOR, x2);
      x0 = x0.add(x3);
      x3 = x3.lanewise(ROL, 23).lanewise(XOR, x0);
      x2 = x2.add(x1);
      x1 = x1.lanewise(ROL, 5).lanewise(XOR, x2);
      x0.add(k0).intoArray(words, c);
      x1.add(k1).intoArray(words, X1 + c);
      x2.add(k2).intoArray(words, X2 + c);
      x3.add(k3).intoArray(words, X3 + c);
    }
  }

  private static void rounds5To8(int[] words, int counters, int k0, int k1, int k2, int k3) {
    for (int c = 0; c < counters; c += LANES) {
      IntVector x0 = IntVector.fromArray(INTS, words, c);
      IntVector x1 = IntVector.fromArray(INTS, words, X1 + c);
      IntVector x2 = IntVector.fromArray(INTS, words, X2 + c);
      IntVector x3 = IntVector.fromArray(INTS, words, X3 + c);
      x0 = x0.add(x1);
      x1 = x1.lanewise(ROL, 6).lanewise(XOR, x0);
      x2 = x2.add(x3);
      x3 = x3.lanewise(ROL, 20).lanewise(XOR, x2);
      x0 = x0.add(x3);
      x3 = x3.lanewise(ROL, 17).lanewise(XOR, x0);
      x2 = x2.add(x1);
      x1 = x1.lanewise(ROL, 11).lanewise(XOR, x2);
      x0 = x0.add(x1);
      x1 = x1.lanewise(ROL, 25).lanewise(XOR, x0);
      x2 = x2.add(x3);
      x3 = x3.lanewise(ROL, 10).lanewise(XOR, x2);
      x0 = x0.add(x3);
      x3 = x3.lanewise(ROL, 18).lanewise(XOR, x0);
      x2 = x2.add(x1);
      x1 = x1.lanewise(ROL, 20).lanewise(XOR, x2);
      x0.add(k0).intoArray(words, c);
      x1.add(k1).intoArray(words, X1 + c);
      x2.add(k2).intoArray(words, X2 + c);
      x3.add(k3).intoArray(words, X3 + c);
    }
  }

  private static void rounds9To12(int[] words, int counters, int k0, int k1, int k2, int k3) {
    for (int c = 0; c < counters; c += LANES) {
      IntVector x0 = IntVector.fromArray(INTS, words, c);
      IntVector x1 = IntVector.fromArray(INTS, words, X1 + c);
      IntVector x2 = IntVector.fromArray(INTS, words, X2 + c);
      IntVector x3 = IntVector.fromArray(INTS, words, X3 + c);
      x0 = x0.add(x1);
      x1 = x1.lanewise(ROL, 10).lanewise(XOR, x0);
      x2 = x2.add(x3);
      x3 = x3.lanewise(ROL, 26).lanewise(XOR, x2);
      x0 = x0.add(x3);
      x3 = x3.lanewise(ROL, 11).lanewise(XOR, x0);
      x2 = x2.add(x1);
      x1 = x1.lanewise(ROL, 21).lanewise(XOR, x2);
      x0 = x0.add(x1);
      x1 = x1.lanewise(ROL, 13).lanewise(XOR, x0);
      x2 = x2.add(x3);
      x3 = x3.lanewise(ROL, 27).lanewise(XOR, x2);
      x0 = x0.add(x3);
      x3 = x3.lanewise(ROL, 23).lanewise(XOR, x0);
      x2 = x2.add(x1);
      x1 = x1.lanewise(ROL, 5).lanewise(XOR, x2);
      x0.add(k0).intoArray(words, c);
      x1.add(k1).intoArray(words, X1 + c);
      x2.add(k2).intoArray(words, X2 + c);
      x3.add(k3).intoArray(words, X3 + c);
    }
  }
}
