package org.leap.spark.dl4j;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
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
abstract sealed class TrainedNetwork {

  static TrainedNetwork of(SparkDl4jMultiLayer spark) {
    return new MultiLayer(spark).keepingItsParameters();
  }

  static TrainedNetwork of(SparkComputationGraph spark) {
    return new Graph(spark).keepingItsParameters();
  }

  /**
   * DL4J's calculateScore broadcasts the network's own array, and Spark closes what it broadcast
   * when it cleans up, in the middle of training.
   */
  final TrainedNetwork keepingItsParameters() {
    if (model().params().wasClosed()) {
      throw new IllegalStateException(
          "the network's parameters were freed, which Spark does to arrays that were broadcast: do not call calculateScore or scoreExamples before the first fit, or set spark.cleaner.referenceTracking=false");
    }
    model().params().setCloseable(false);
    return this;
  }

  abstract Model model();

  /** What replicas are built from, perturbed if asked for. */
  abstract NetworkBlueprint blueprint(Perturbation perturbation);

  /** Tells DL4J's Spark network what the last round lost. */
  abstract void tellSpark(double score);

  private NetworkView view() {
    return NetworkView.of(model());
  }

  /** Counters of what it was trained so far. */
  final TrainedBefore trainedBefore() {
    return new TrainedBefore(view().iterationCount(), view().epochCount());
  }

  final void step(int iterations) {
    view().setCounters(iterations, view().epochCount());
  }

  final void score(double score) {
    tellSpark(score);
    view().setScore(score);
  }

  /**
   * A copy of its state.
   *
   * @param replicas what they are built from
   * @param withOptimizerState whether replicas start with its optimizer state or with none
   */
  final NetworkState state(NetworkBlueprint replicas, boolean withOptimizerState) {
    return new NetworkState(
        model().params().toFloatVector(),
        withOptimizerState ? replicas.optimizerStateOf(model()) : new float[0]);
  }

  /** Takes over a state; an empty optimizer state leaves its own as it is. */
  final void take(NetworkBlueprint replicas, NetworkState state) {
    float[] parameters = state.parameters();
    model().params().assign(Nd4j.create(parameters, new long[] {1, parameters.length}, 'c'));
    if (state.optimizerState().length > 0) {
      replicas.writeOptimizerState(state.optimizerState(), model());
    }
  }

  /**
   * @throws IllegalArgumentException if the engine cannot train it as DL4J would
   */
  final void check(BackpropType backprop) {
    if (backprop != BackpropType.Standard) {
      throw new IllegalArgumentException(
          "the network is trained by truncated backpropagation through time, which takes several steps a minibatch: cut the series into shorter ones and use BackpropType.Standard, or stay with ParameterAveragingTrainingMaster");
    }
  }

  private static final class MultiLayer extends TrainedNetwork {
    private final SparkDl4jMultiLayer spark;

    MultiLayer(SparkDl4jMultiLayer spark) {
      this.spark = spark;
    }

    @Override
    MultiLayerNetwork model() {
      return spark.getNetwork();
    }

    @Override
    NetworkBlueprint blueprint(Perturbation perturbation) {
      MultiLayerConfiguration configuration = model().getLayerWiseConfigurations();
      check(configuration.getBackpropType());
      return NetworkBlueprint.of(
          perturbation == null ? configuration : Leap.perturb(configuration, perturbation), false);
    }

    @Override
    void tellSpark(double score) {
      spark.setScore(score);
    }
  }

  private static final class Graph extends TrainedNetwork {
    private final SparkComputationGraph spark;

    Graph(SparkComputationGraph spark) {
      this.spark = spark;
    }

    @Override
    ComputationGraph model() {
      return spark.getNetwork();
    }

    @Override
    NetworkBlueprint blueprint(Perturbation perturbation) {
      ComputationGraphConfiguration configuration = model().getConfiguration();
      check(configuration.getBackpropType());
      return NetworkBlueprint.of(
          perturbation == null ? configuration : Leap.perturb(configuration, perturbation), false);
    }

    @Override
    void tellSpark(double score) {
      spark.setScore(score);
    }
  }
}
