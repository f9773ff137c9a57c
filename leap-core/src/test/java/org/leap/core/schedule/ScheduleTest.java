package org.leap.core.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.shade.jackson.core.JsonProcessingException;

class ScheduleTest {
  private static CosineRestartsSchedule cosine(ScheduleType type, int period, int multiplier) {
    return new CosineRestartsSchedule(type, 0.9, 0.1, period, multiplier);
  }

  @Test
  void cosineFollowsTheFormula() {
    var schedule = cosine(ScheduleType.ITERATION, 8, 1);
    assertEquals(0.9, schedule.valueAt(0, 5));
    assertEquals(0.5 + 0.4 * Math.sqrt(0.5), schedule.valueAt(2, 5), 1e-15);
    assertEquals(0.5, schedule.valueAt(4, 5), 1e-15);
    assertEquals(0.5 + 0.4 * Math.cos(Math.PI * 7 / 8), schedule.valueAt(7, 5), 1e-15);
  }

  @Test
  void cosineRestartsAfterEveryPeriod() {
    var schedule = cosine(ScheduleType.ITERATION, 8, 1);
    for (int iteration = 0; iteration < 40; iteration++) {
      assertEquals(schedule.valueAt(iteration % 8, 0), schedule.valueAt(iteration, 0));
    }
    assertEquals(
        schedule.valueAt(Integer.MAX_VALUE % 8, 0), schedule.valueAt(Integer.MAX_VALUE, 0));
  }

  @Test
  void periodsGrowByTheMultiplier() {
    // Periods of 4, 12 and 36 start at 0, 4 and 16.
    var schedule = cosine(ScheduleType.ITERATION, 4, 3);
    assertEquals(0.9, schedule.valueAt(4, 0));
    assertEquals(0.5, schedule.valueAt(4 + 6, 0), 1e-15);
    assertEquals(0.9, schedule.valueAt(16, 0));
    assertEquals(0.5, schedule.valueAt(16 + 18, 0), 1e-15);
    assertEquals(0.9, schedule.valueAt(52, 0));
    assertEquals(
        0.9,
        cosine(ScheduleType.ITERATION, Integer.MAX_VALUE, Integer.MAX_VALUE)
            .valueAt(Integer.MAX_VALUE, 0));
  }

  @Test
  void cosineCanCountEpochs() {
    var schedule = cosine(ScheduleType.EPOCH, 8, 1);
    assertEquals(0.9, schedule.valueAt(4, 0));
    assertEquals(0.5, schedule.valueAt(0, 4), 1e-15);
  }

  @Test
  void afterAWarmupTheScheduleBegins() {
    var inner = new ExponentialSchedule(ScheduleType.ITERATION, 0.8, 0.5);
    var schedule = new WarmupSchedule(ScheduleType.ITERATION, 4, inner);
    assertEquals(0.2, schedule.valueAt(0, 9), 1e-15);
    assertEquals(0.4, schedule.valueAt(1, 9), 1e-15);
    assertEquals(0.6, schedule.valueAt(2, 9), 1e-15);
    assertEquals(0.8, schedule.valueAt(3, 9));
    assertEquals(0.8, schedule.valueAt(4, 9));
    assertEquals(0.4, schedule.valueAt(5, 9));
    var byEpoch = new WarmupSchedule(ScheduleType.EPOCH, 4, cosine(ScheduleType.EPOCH, 8, 1));
    assertEquals(byEpoch.schedule().valueAt(0, 0) / 4, byEpoch.valueAt(100, 0), 1e-15);
    assertEquals(byEpoch.schedule().valueAt(0, 1), byEpoch.valueAt(0, 5));
  }

  /** As version 0.1 wrote it, whose models and checkpoints keep their rates. */
  @Test
  void aWarmupOfBeforeRunsFromTheStart() throws JsonProcessingException {
    String json =
        """
        {"@class": "org.leap.core.schedule.WarmupSchedule", "scheduleType": "ITERATION", "length": 4,
         "schedule": {"@class": "org.nd4j.linalg.schedule.ExponentialSchedule",
                      "scheduleType": "ITERATION", "initialValue": 0.8, "gamma": 0.5}}
        """;
    ISchedule schedule = NeuralNetConfiguration.mapper().readValue(json, ISchedule.class);
    assertEquals(0.8 / 4, schedule.valueAt(0, 9), 1e-15);
    assertEquals(0.4 * 2 / 4, schedule.valueAt(1, 9), 1e-15);
    assertEquals(0.1, schedule.valueAt(3, 9));
    assertEquals(0.05, schedule.valueAt(4, 9));
  }

  @Test
  void valuesOutOfRangeAreNamed() {
    assertRefused("period is 0, expected at least 1", () -> cosine(ScheduleType.EPOCH, 0, 1));
    assertRefused(
        "periodMultiplier is 0, expected at least 1", () -> cosine(ScheduleType.EPOCH, 1, 0));
    assertRefused(
        "minimum is -0.1, expected at least 0",
        () -> new CosineRestartsSchedule(ScheduleType.EPOCH, 1, -0.1, 1, 1));
    assertRefused(
        "maximum is 0.1, expected a finite number of at least the minimum 0.2",
        () -> new CosineRestartsSchedule(ScheduleType.EPOCH, 0.1, 0.2, 1, 1));
    assertRefused(
        "maximum is NaN, expected a finite number of at least the minimum 0.0",
        () -> new CosineRestartsSchedule(ScheduleType.EPOCH, Double.NaN, 0, 1, 1));
    assertRefused(
        "length is 0, expected at least 1",
        () -> new WarmupSchedule(ScheduleType.EPOCH, 0, new FixedSchedule(1)));
  }

  private static void assertRefused(String message, Executable executable) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, executable).getMessage());
  }

  @Test
  void jsonRoundTripKeepsEveryValue() throws JsonProcessingException {
    var mapper = NeuralNetConfiguration.mapper();
    var cosine = cosine(ScheduleType.ITERATION, 8, 2);
    for (ISchedule schedule :
        new ISchedule[] {cosine, new WarmupSchedule(ScheduleType.EPOCH, 3, cosine)}) {
      String json = mapper.writeValueAsString(schedule);
      assertEquals(schedule, mapper.readValue(json, ISchedule.class), json);
      assertEquals(schedule, schedule.clone());
    }
    assertNotEquals(cosine, cosine(ScheduleType.ITERATION, 8, 3));
  }
}
