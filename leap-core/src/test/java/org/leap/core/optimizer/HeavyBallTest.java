package org.leap.core.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.shade.jackson.core.JsonProcessingException;

class HeavyBallTest {
  private static float[] update(GradientUpdater<?> updater, int iteration, float... gradient) {
    INDArray array = Nd4j.createFromArray(gradient);
    updater.applyUpdater(array, iteration, 0);
    return array.data().asFloat();
  }

  @Test
  void updateFollowsTheFormulaToTheBit() {
    INDArray state = Nd4j.valueArrayOf(2, Float.NaN);
    var updater = new HeavyBall(0.1, 0.9).instantiate(state, true);
    float[] velocity = new float[2];
    for (int step = 0; step < 20; step++) {
      float[] gradient = {(float) Math.sin(step), 3 - step};
      float[] expected = new float[2];
      for (int i = 0; i < 2; i++) {
        velocity[i] = velocity[i] * 0.9f + gradient[i];
        expected[i] = velocity[i] * 0.1f;
      }
      assertArrayEquals(expected, update(updater, step, gradient));
      assertArrayEquals(velocity, state.data().asFloat());
    }
  }

  @Test
  void aNewRateScalesTheWholeStepAtOnce() {
    var schedule = new MapSchedule.Builder(ScheduleType.ITERATION).add(0, 1).add(1, 0.5).build();
    var updater = new HeavyBall(schedule, 0.5).instantiate(Nd4j.zeros(1), true);
    assertArrayEquals(new float[] {4}, update(updater, 0, 4));
    assertArrayEquals(new float[] {1}, update(updater, 1, 0));
  }

  @Test
  void stateIsKeptUnlessItIsToBeInitialized() {
    assertArrayEquals(
        new float[] {1.5f},
        update(new HeavyBall(1, 0.5).instantiate(Nd4j.createFromArray(1f), false), 0, 1));
    var map = Map.of("V", Nd4j.createFromArray(1f));
    var updater = new HeavyBall(1, 0.5).instantiate(map, false);
    assertEquals(map, updater.getState());
    assertArrayEquals(new float[] {1.5f}, update(updater, 0, 1));
    assertEquals(7, new HeavyBall(1, 0.5).stateSize(7));
  }

  @Test
  void valuesOutOfRangeAreNamed() {
    assertRefused("momentum is 1.0, expected at least 0 and less than 1", 0.1, 1);
    assertRefused("momentum is NaN, expected at least 0 and less than 1", 0.1, Double.NaN);
    assertRefused("learning rate is -0.1, expected a finite number of at least 0", -0.1, 0.9);
    assertRefused("learning rate is NaN, expected a finite number of at least 0", Double.NaN, 0.9);
    var state = Map.of("M", Nd4j.zeros(1));
    var error =
        assertThrows(
            IllegalStateException.class, () -> new HeavyBall(1, 0.5).instantiate(state, false));
    assertEquals("State has keys [M], expected [V]", error.getMessage());
  }

  private static void assertRefused(String message, double learningRate, double momentum) {
    var error =
        assertThrows(IllegalArgumentException.class, () -> new HeavyBall(learningRate, momentum));
    assertEquals(message, error.getMessage());
  }

  @Test
  void jsonRoundTripKeepsEveryValue() throws JsonProcessingException {
    var mapper = NeuralNetConfiguration.mapper();
    var schedule = new MapSchedule.Builder(ScheduleType.EPOCH).add(0, 1).build();
    for (IUpdater updater : new IUpdater[] {new HeavyBall(0.1, 0.9), new HeavyBall(schedule, 0)}) {
      String json = mapper.writeValueAsString(updater);
      assertEquals(updater, mapper.readValue(json, IUpdater.class), json);
      assertEquals(updater, updater.clone());
      assertEquals(updater.hashCode(), updater.clone().hashCode());
    }
    assertNotEquals(new HeavyBall(0.1, 0.9), new HeavyBall(0.1, 0.8));
    assertNotEquals(new HeavyBall(0.1, 0.9), new HeavyBall(0.2, 0.9));
  }
}
