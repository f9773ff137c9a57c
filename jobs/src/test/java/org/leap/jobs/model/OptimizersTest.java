package org.leap.jobs.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.leap.jobs.config.OptimizerConfig;
import org.leap.jobs.config.WeightDecay;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** Every optimizer against its published formula, computed here in double. */
class OptimizersTest {
  private static final double EPSILON = 1e-8;
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double[] GRADIENTS = {0.3, -1.5, 0.02, 0.7, 0.7, -0.1};

  /** Update number t, from 1, at rate eta from gradient g. */
  private interface Formula {
    double update(int t, double eta, double g);
  }

  private static final class Nesterov implements Formula {
    private double v;

    @Override
    public double update(int t, double eta, double g) {
      double before = v;
      v = 0.9 * v - eta * g;
      return 0.9 * before - 1.9 * v;
    }
  }

  private static final class HeavyBall implements Formula {
    private double v;

    @Override
    public double update(int t, double eta, double g) {
      v = 0.9 * v + g;
      return eta * v;
    }
  }

  private static final class AdaGrad implements Formula {
    private double sum;

    @Override
    public double update(int t, double eta, double g) {
      sum += g * g;
      return eta * g / (Math.sqrt(sum) + EPSILON);
    }
  }

  private static final class RmsProp implements Formula {
    private double mean;

    @Override
    public double update(int t, double eta, double g) {
      mean = 0.95 * mean + 0.05 * g * g;
      return eta * g / (Math.sqrt(mean) + EPSILON);
    }
  }

  private enum Form {
    ADAM,
    ADAMAX,
    AMSGRAD,
    NADAM
  }

  private static final class Adam implements Formula {
    private final Form form;
    private double m;
    private double v;
    private double largest;

    Adam(Form form) {
      this.form = form;
    }

    @Override
    public double update(int t, double eta, double g) {
      m = BETA1 * m + (1 - BETA1) * g;
      double mHat = m / (1 - Math.pow(BETA1, t));
      if (form == Form.ADAMAX) {
        largest = Math.max(BETA2 * largest, Math.abs(g));
        return eta * mHat / (largest + EPSILON);
      }
      v = BETA2 * v + (1 - BETA2) * g * g;
      largest = form == Form.AMSGRAD ? Math.max(largest, v) : v;
      double root = Math.sqrt(largest / (1 - Math.pow(BETA2, t)));
      double ahead = (1 - BETA1) * g / (1 - Math.pow(BETA1, t));
      return eta * (form == Form.NADAM ? BETA1 * mHat + ahead : mHat) / (root + EPSILON);
    }
  }

  private static OptimizerConfig adam(Form form) {
    return switch (form) {
      case ADAM -> new OptimizerConfig.Adam(BETA1, BETA2, EPSILON, WeightDecay.NONE);
      case ADAMAX -> new OptimizerConfig.AdaMax(BETA1, BETA2, EPSILON, WeightDecay.NONE);
      case AMSGRAD -> new OptimizerConfig.AmsGrad(BETA1, BETA2, EPSILON, WeightDecay.NONE);
      case NADAM -> new OptimizerConfig.Nadam(BETA1, BETA2, EPSILON, WeightDecay.NONE);
    };
  }

  static Stream<Arguments> optimizers() {
    Formula plain = (t, eta, g) -> eta * g;
    return Stream.of(
        Arguments.of(new OptimizerConfig.Sgd(WeightDecay.NONE), plain),
        Arguments.of(new OptimizerConfig.Momentum(0.9, WeightDecay.NONE), new HeavyBall()),
        Arguments.of(new OptimizerConfig.Nesterov(0.9, WeightDecay.NONE), new Nesterov()),
        Arguments.of(new OptimizerConfig.AdaGrad(EPSILON, WeightDecay.NONE), new AdaGrad()),
        Arguments.of(new OptimizerConfig.RmsProp(0.95, EPSILON, WeightDecay.NONE), new RmsProp()),
        Arguments.of(adam(Form.ADAM), new Adam(Form.ADAM)),
        Arguments.of(adam(Form.ADAMAX), new Adam(Form.ADAMAX)),
        Arguments.of(adam(Form.AMSGRAD), new Adam(Form.AMSGRAD)),
        Arguments.of(adam(Form.NADAM), new Adam(Form.NADAM)));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void updatesFollowTheFormula(OptimizerConfig config, Formula formula) {
    var rate = new MapSchedule.Builder(ScheduleType.ITERATION).add(0, 0.01).add(3, 0.002).build();
    IUpdater updater = config.updater(rate);
    INDArray state = updater.stateSize(1) == 0 ? null : Nd4j.zeros(1, (int) updater.stateSize(1));
    GradientUpdater<?> instance = updater.instantiate(state, true);
    double[] updates = new double[GRADIENTS.length];
    double[] expected = new double[GRADIENTS.length];
    for (int step = 0; step < GRADIENTS.length; step++) {
      INDArray gradient = Nd4j.createFromArray((float) GRADIENTS[step]).reshape(1, 1);
      instance.applyUpdater(gradient, step, 0);
      updates[step] = gradient.getDouble(0);
      expected[step] = formula.update(step + 1, step < 3 ? 0.01 : 0.002, GRADIENTS[step]);
    }
    assertArrayEquals(expected, updates, 2e-6);
  }
}
