package org.leap.core.update;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.leap.core.StockUpdaters;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.IUpdater;

class UpdateRuleTest {
  private static final int COUNT = 1003;

  static Stream<IUpdater> updaters() {
    return StockUpdaters.all().filter(updater -> !(updater instanceof AdaDelta));
  }

  /** The first steps are interpreted, the last are of the compiler's vectors. */
  @ParameterizedTest
  @MethodSource("updaters")
  void compiledLoopsGiveTheBitsOfInterpretedOnes(IUpdater updater) {
    long size = updater.stateSize(COUNT);
    UpdateRule rule =
        UpdateRule.of(updater.instantiate(size == 0 ? null : Nd4j.zeros(1, size), true))
            .orElseThrow();
    rule.prepare(3, 0);
    float[] first = step(rule);
    for (int i = 0; i < 20_000; i++) {
      step(rule);
    }
    assertArrayEquals(first, step(rule));
  }

  /** Updates and state, one after the other. */
  private static float[] step(UpdateRule rule) {
    int states = rule.states().size();
    float[] gradient = values(1);
    float[][] state = new float[states][];
    float[] all = new float[COUNT * (states + 1)];
    for (int i = 0; i < states; i++) {
      state[i] = values(2 + i);
    }
    rule.turn(gradient, state, COUNT);
    System.arraycopy(gradient, 0, all, 0, COUNT);
    for (int i = 0; i < states; i++) {
      System.arraycopy(state[i], 0, all, COUNT * (i + 1), COUNT);
    }
    return all;
  }

  private static float[] values(int seed) {
    float[] values = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      int mixed = (i + 1) * 0x9E3779B9 * seed;
      values[i] = (mixed >>> 8) * 0x1p-24f - (seed == 1 ? 0.5f : 0);
    }
    return values;
  }

  @Test
  void signsAreThoseOfEveryFloat() {
    float[] values = {
      0,
      -0f,
      Float.MIN_VALUE,
      -Float.MIN_VALUE,
      1e-20f,
      -3,
      Float.MAX_VALUE,
      Float.NEGATIVE_INFINITY
    };
    float[] sum = new float[values.length];
    Sweep.addSigns(values, 2, sum, values.length);
    assertArrayEquals(new float[] {0, 0, 2, -2, 2, -2, 2, -2}, sum);
  }

  @Test
  void quotientsAreExact() {
    for (int divisor : new int[] {1, 3, 64, 100, 1 << 30}) {
      float[] values = {1, -7, 1e30f, 1e-38f, Float.MIN_VALUE};
      float[] divided = values.clone();
      Sweep.divide(divided, divisor, values.length);
      for (int i = 0; i < values.length; i++) {
        assertEquals((float) ((double) values[i] / divisor), divided[i]);
      }
    }
  }
}
