package org.leap.jobs.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.leap.core.Leap;
import org.leap.core.step.Precision;
import org.leap.spark.engine.NetworkBlueprint;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * One training step of one replica; median times, in milliseconds. With one OpenMP thread they are
 * processor times of the thread, so that other processes do not count.
 *
 * @param model its name in the model zoo
 * @param batchSize examples of the step
 * @param optimizer its name
 * @param precision of our replicas
 * @param plainMs a step of our replica without LEAP
 * @param leapMs with LEAP
 * @param naiveLeapMs with LEAP made of ND4J's {@code randn} and {@code muli}
 * @param dl4jMs a step of plain DL4J without LEAP
 * @param floorMs the products and convolutions that such a step cannot do without, by the same
 *     library; null where steps are not planned
 * @param torch PyTorch's step; null where it was not asked for
 */
public record StepFigures(
    String model,
    int batchSize,
    String optimizer,
    String precision,
    double plainMs,
    double leapMs,
    double naiveLeapMs,
    double dl4jMs,
    Double floorMs,
    TorchFigures torch) {
  static final int CALLS = 5;

  static final float SIGMA = 0.1f;

  /** Measures our step beside DL4J's. */
  public static StepFigures measure(StepSetting setting, Duration warmUp, Duration measured) {
    return new Pieces(setting).figures(null, warmUp, measured);
  }

  /**
   * The same, and then beside PyTorch's, for as long again.
   *
   * @throws org.leap.jobs.process.UsageException if there is no PyTorch
   */
  public static StepFigures measureBesideTorch(
      StepSetting setting, Duration warmUp, Duration measured) {
    return measureBesideTorch(setting, TorchPeer.PYTHON, warmUp, measured);
  }

  static StepFigures measureBesideTorch(
      StepSetting setting, String python, Duration warmUp, Duration measured) {
    // Before anything is measured, so that nobody waits to hear that there is none.
    try (TorchPeer torch = TorchPeer.start(python, setting)) {
      return new Pieces(setting).figures(torch, warmUp, measured);
    }
  }

  /** What takes turns. */
  private static final class Pieces {
    private final StepSetting setting;
    private final ReplicaLoop plain;
    private final List<Turns.Piece> steps = new ArrayList<>();
    private final Optional<Floor> floor;

    Pieces(StepSetting setting) {
      this.setting = setting;
      IUpdater updater = setting.optimizer().updater();
      List<DataSet> minibatches = ReplicaLoop.minibatches(setting.model(), setting.batchSize(), 1);
      plain = new ReplicaLoop(setting.blueprint(updater), minibatches);
      steps.add(plain);
      for (NetworkBlueprint network :
          List.of(
              setting.blueprint(Leap.perturb(updater).sigma(SIGMA).seed(42).build()),
              setting.blueprint(new NaiveLeap(updater, SIGMA)),
              // DL4J's own network: what a replica is without a plan and our layers.
              setting.model().blueprint(updater).withRecompute(true))) {
        steps.add(new ReplicaLoop(network, minibatches));
      }
      floor = plain.products().map(products -> new Floor(plain, products));
      floor.ifPresent(steps::add);
    }

    /**
     * @param torch null for none
     */
    StepFigures figures(TorchPeer torch, Duration warmUp, Duration measured) {
      if (torch != null) {
        torch.requireParameters(plain.trainedParameters());
      }
      Turns turns = Turns.timed(steps, CALLS, StepClock.ofThisProcess(), warmUp, measured);
      double plainMs = turns.median(0) * 1e-6;
      return new StepFigures(
          setting.model().toString(),
          setting.batchSize(),
          setting.optimizer().toString(),
          name(setting.precision()),
          plainMs,
          plainMs * turns.ratio(1, 0),
          plainMs * turns.ratio(2, 0),
          plainMs * turns.ratio(3, 0),
          floor.isPresent() ? plainMs * turns.ratio(4, 0) : null,
          torch == null ? null : TorchFigures.measure(torch, plain, plainMs, warmUp, measured));
    }

    private static String name(Precision precision) {
      return precision.name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The bare products of a replica's step. Those leave values that the next ones read; so that they
   * stay in bounds, a whole step comes before those of a turn.
   */
  private record Floor(Runnable step, Runnable products) implements Turns.Piece {
    @Override
    public void prepare() {
      step.run();
    }

    @Override
    public void run() {
      products.run();
    }
  }
}
