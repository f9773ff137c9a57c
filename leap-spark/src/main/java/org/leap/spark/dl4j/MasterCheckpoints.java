package org.leap.spark.dl4j;

import java.util.Map;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.leap.spark.checkpoint.ProgramTraining;
import org.leap.spark.checkpoint.RunCheckpoints;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.engine.RunListener;

/** The checkpoints of a master: one training for each network that it is given. */
final class MasterCheckpoints {
  private final MasterSettings settings;

  /** The network of the training; null before the first. */
  private Model model;

  private ProgramTraining training;

  /** Where the training has left the network; a fit that fails leaves it where it was. */
  private int step;

  /** What the digest is of; null before the first. */
  private ChunkedData digested;

  private String digest;

  MasterCheckpoints(MasterSettings settings) {
    this.settings = settings;
  }

  /**
   * One call of fit.
   *
   * @param steps of the call
   */
  record Fit(
      TrainedNetwork network,
      NetworkBlueprint blueprint,
      ChunkedData data,
      AveragingTrainer trainer,
      int steps) {}

  /**
   * Trains what is left of a fit.
   *
   * @param taker of the network's state at its end
   */
  void train(Fit fit, NetworkState start, RunListener listener, Consumer<NetworkState> taker) {
    int before = fit.network().trainedBefore().steps();
    if (model != fit.network().model() || step != before) {
      model = fit.network().model();
      step = before;
      training =
          ProgramTraining.in(
              settings.checkpointFolder,
              fit.data().chunks().context().hadoopConfiguration(),
              new RunCheckpoints.Settings(
                  settings.checkpointEveryRounds, RunCheckpoints.Settings.KEEP),
              "LeapTrainingMaster");
    }
    training.train(
        new ProgramTraining.Stretch(fit.trainer(), before, fit.steps(), false, facts(fit)),
        start,
        listener,
        taker);
    step = before + fit.steps();
  }

  /** Mean loss of the last round that the network has seen. */
  double lastLoss() {
    return training.lastLoss();
  }

  @SuppressWarnings("ReferenceEquality") // Whether they are the very ones that were read.
  private Map<String, String> facts(Fit fit) {
    if (digested != fit.data()) {
      digest = ProgramTraining.digest(fit.data());
      digested = fit.data();
    }
    return ProgramTraining.Stretch.facts(
        settings.shapingResults(fit.data().layout().workers()), fit.blueprint(), digest);
  }
}
