package org.leap.core.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** What model files hold, which are to be read for ever. */
class OptimizerJsonTest {
  private static final ObjectMapper MAPPER = NeuralNetConfiguration.mapper();

  private static final String PACKAGE = "org.leap.core.optimizer.";
  private static final String SCHEDULE =
      "{\"@class\":\"org.nd4j.linalg.schedule.FixedSchedule\",\"value\":0.25}";

  static Stream<Arguments> optimizers() {
    var schedule = new FixedSchedule(0.25);
    return Stream.of(
        Arguments.of(
            new HeavyBall(0.5, 0.9),
            "{\"@class\":\"" + PACKAGE + "HeavyBall\",\"learningRate\":0.5,\"momentum\":0.9}"),
        Arguments.of(
            new HeavyBall(schedule, 0.75),
            "{\"@class\":\""
                + PACKAGE
                + "HeavyBall\",\"learningRate\":\"NaN\",\"learningRateSchedule\":"
                + SCHEDULE
                + ",\"momentum\":0.75}"),
        Arguments.of(
            new NesterovAdam(0.5, 0.9, 0.99, 1e-8),
            "{\"@class\":\""
                + PACKAGE
                + "NesterovAdam\",\"beta1\":0.9,\"beta2\":0.99,\"epsilon\":1.0E-8,\"learningRate\":0.5}"),
        Arguments.of(
            new NesterovAdam(schedule, 0.8, 0.999, 1e-6),
            "{\"@class\":\""
                + PACKAGE
                + "NesterovAdam\",\"beta1\":0.8,\"beta2\":0.999,\"epsilon\":1.0E-6,\"learningRate\":\"NaN\",\"learningRateSchedule\":"
                + SCHEDULE
                + "}"),
        Arguments.of(
            new ScheduledAdaGrad(0.5, 1e-6),
            "{\"@class\":\""
                + PACKAGE
                + "ScheduledAdaGrad\",\"epsilon\":1.0E-6,\"learningRate\":0.5}"),
        Arguments.of(
            new ScheduledAdaGrad(schedule, 1e-8),
            "{\"@class\":\""
                + PACKAGE
                + "ScheduledAdaGrad\",\"epsilon\":1.0E-8,\"learningRate\":\"NaN\",\"learningRateSchedule\":"
                + SCHEDULE
                + "}"));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void jsonIsThatOfTheFirstVersion(IUpdater updater, String json) throws JsonProcessingException {
    assertEquals(json, MAPPER.writeValueAsString(updater).replaceAll("\\s+", ""));
    assertEquals(updater, MAPPER.readValue(json, IUpdater.class));
  }
}
