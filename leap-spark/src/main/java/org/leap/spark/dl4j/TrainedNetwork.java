package org.leap.spark.dl4j;

import java.util.function.DoubleConsumer;
import java.util.function.Function;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.leap.core.Leap;
import org.leap.core.NetworkView;
import org.leap.core.Perturbation;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.engine.TrainedBefore;
import org.nd4j.linalg.factory.Nd4j;

/** The network on the driver that is to be trained, of either kind. */
final class TrainedNetwork {
  private final NetworkView view;
  private final BackpropType backprop;
  private final Function<Perturbation, NetworkBlueprint> blueprint;
  private final DoubleConsumer spark;

  private TrainedNetwork(
      Model network,
      BackpropType backprop,
      Function<Perturbation, NetworkBlueprint> blueprint,
      DoubleConsumer spark) {
    this.view = NetworkView.of(network);
    this.backprop = backprop;
    this.blueprint = blueprint;
    this.spark = spark;
    // DL4J's calculateScore broadcasts the network's own array, and Spark closes what it broadcast
    // when it cleans up, in the middle of training.
    if (network.params().wasClosed()) {
      throw new IllegalStateException(
          "the network's parameters were freed, which Spark does to arrays that were broadcast: do not call calculateScore or scoreExamples before the first fit, or set spark.cleaner.referenceTracking=false");
    }
    network.params().setCloseable(false);
  }

  static TrainedNetwork of(SparkDl4jMultiLayer spark) {
    var configuration = spark.getNetwork().getLayerWiseConfigurations();
    return new TrainedNetwork(
        spark.getNetwork(),
        configuration.getBackpropType(),
        p -> NetworkBlueprint.of(p == null ? configuration : Leap.perturb(configuration, p), false),
        spark::setScore);
  }

  static TrainedNetwork of(SparkComputationGraph spark) {
    var configuration = spark.getNetwork().getConfiguration();
    return new TrainedNetwork(
        spark.getNetwork(),
        configuration.getBackpropType(),
        p -> NetworkBlueprint.of(p == null ? configuration : Leap.perturb(configuration, p), false),
        spark::setScore);
  }

  Model model() {
    return view.network();
  }

  /**
   * What replicas are built from.
   *
   * @param perturbation null for none
   * @throws IllegalArgumentException if the engine cannot train it as DL4J would
   */
  NetworkBlueprint blueprint(Perturbation perturbation) {
    if (backprop != BackpropType.Standard) {
      throw new IllegalArgumentException(
          "the network is trained by truncated backpropagation through time, which takes several steps a minibatch: cut the series into shorter ones and use BackpropType.Standard, or stay with ParameterAveragingTrainingMaster");
    }
    return blueprint.apply(perturbation);
  }

  /** Counters of what it was trained so far. */
  TrainedBefore trainedBefore() {
    return new TrainedBefore(view.iterationCount(), view.epochCount());
  }

  void step(int iterations) {
    view.setCounters(iterations, view.epochCount());
  }

  /** Tells it, and DL4J's Spark network, what the last round lost. */
  void score(double score) {
    spark.accept(score);
    view.setScore(score);
  }

  /** A copy of its state, as replicas of the blueprint keep it, or of its parameters alone. */
  NetworkState state(NetworkBlueprint replicas, boolean withOptimizerState) {
    return new NetworkState(
        model().params().toFloatVector(),
        withOptimizerState ? replicas.optimizerStateOf(model()) : new float[0]);
  }

  /** Takes over a state; an empty optimizer state leaves its own as it is. */
  void take(NetworkBlueprint replicas, NetworkState state) {
    float[] parameters = state.parameters();
    model().params().assign(Nd4j.create(parameters, new long[] {1, parameters.length}, 'c'));
    if (state.optimizerState().length > 0) {
      replicas.writeOptimizerState(state.optimizerState(), model());
    }
  }
}
