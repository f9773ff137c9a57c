package org.leap.core;

import static java.util.Objects.requireNonNull;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * LEAP, learning rate perturbation (arXiv 2208.11873), for DL4J networks:
 *
 * <pre>{@code
 * .updater(Leap.perturb(new Adam(schedule)).sigma(0.1).seed(42).build())
 * }</pre>
 *
 * <p>The noise of a parameter is a function of seed, worker, step (the network's iteration count)
 * and the parameter's position in the network's flattened parameters, and of nothing else. L1 and
 * L2 are part of the update and are perturbed with it; DL4J's decoupled {@code WeightDecay} comes
 * after the updater and is not.
 */
public final class Leap {
  private Leap() {}

  /**
   * Starts the perturbed form of an updater.
   *
   * @param updater any updater but NoOp and a perturbed one; it is copied
   * @return a builder whose {@code build()} throws IllegalArgumentException if the updater cannot
   *     be perturbed that way
   */
  public static PerturbationBuilder<LeapUpdater> perturb(IUpdater updater) {
    requireNonNull(updater, "updater is null");
    return new PerturbationBuilder<>(perturbation -> new LeapUpdater(updater, perturbation));
  }

  /**
   * The perturbed form of an updater.
   *
   * @throws IllegalArgumentException if the updater cannot be perturbed that way
   */
  public static LeapUpdater perturb(IUpdater updater, Perturbation perturbation) {
    return new LeapUpdater(updater, perturbation);
  }

  /**
   * A copy of the configuration in which the updaters (bias updaters too) of all layers are
   * perturbed. Frozen layers and NoOp updaters stay as they are.
   *
   * @throws IllegalArgumentException if an updater cannot be perturbed that way, is perturbed
   *     already, or there is none
   */
  public static MultiLayerConfiguration perturb(
      MultiLayerConfiguration configuration, Perturbation perturbation) {
    requireNonNull(perturbation, "perturbation is null");
    return MultiLayerConfiguration.fromJson(
        ConfigurationRewrite.perturbed(configuration.toJson(), perturbation));
  }

  /** The same for a graph. */
  public static ComputationGraphConfiguration perturb(
      ComputationGraphConfiguration configuration, Perturbation perturbation) {
    requireNonNull(perturbation, "perturbation is null");
    return ComputationGraphConfiguration.fromJson(
        ConfigurationRewrite.perturbed(configuration.toJson(), perturbation));
  }

  /**
   * A copy of the configuration in which every perturbed updater is replaced by the one it wraps.
   */
  public static MultiLayerConfiguration strip(MultiLayerConfiguration configuration) {
    return MultiLayerConfiguration.fromJson(ConfigurationRewrite.stripped(configuration.toJson()));
  }

  /** The same for a graph. */
  public static ComputationGraphConfiguration strip(ComputationGraphConfiguration configuration) {
    return ComputationGraphConfiguration.fromJson(
        ConfigurationRewrite.stripped(configuration.toJson()));
  }

  /**
   * A copy of the configuration that DL4J reads without this library: perturbed updaters are
   * replaced by the ones they wrap, this library's optimizers by ND4J's nearest with as much state
   * ({@code HeavyBall} by {@code Nesterovs}), and this library's schedules by their first value.
   * Meant for inference; to train on, keep the original beside it and {@link #reconfigure} what was
   * restored.
   */
  public static MultiLayerConfiguration portable(MultiLayerConfiguration configuration) {
    return MultiLayerConfiguration.fromJson(ConfigurationRewrite.portable(configuration.toJson()));
  }

  /** The same for a graph. */
  public static ComputationGraphConfiguration portable(
      ComputationGraphConfiguration configuration) {
    return ComputationGraphConfiguration.fromJson(
        ConfigurationRewrite.portable(configuration.toJson()));
  }

  /**
   * A copy of an initialized network under another configuration of the same layers, such as a
   * perturbed, stripped or portable one. Parameters, optimizer state and counters are the
   * network's. The state is laid out anew where the two cut their updater blocks differently, as
   * one draw per layer does.
   *
   * @throws IllegalArgumentException if the two do not keep the same state for every parameter
   */
  public static MultiLayerNetwork reconfigure(
      MultiLayerNetwork network, MultiLayerConfiguration configuration) {
    var copy = new MultiLayerNetwork(configuration.clone());
    copy.init(network.params(), true);
    copy.setIterationCount(network.getIterationCount());
    copy.setEpochCount(network.getEpochCount());
    copyOptimizerState(network, copy);
    return copy;
  }

  /** The same for a graph. */
  public static ComputationGraph reconfigure(
      ComputationGraph network, ComputationGraphConfiguration configuration) {
    var copy = new ComputationGraph(configuration.clone());
    copy.init(network.params(), true);
    copy.getConfiguration().setIterationCount(network.getIterationCount());
    copy.getConfiguration().setEpochCount(network.getEpochCount());
    copyOptimizerState(network, copy);
    return copy;
  }

  /**
   * Tells an initialized network which worker it trains for, and where its layers start. Cheap
   * enough to be called before every round, and to be called again after anything that makes DL4J
   * build a new updater ({@code setLearningRate}, {@code setUpdater}), which starts from {@link
   * NoiseBinding#DEFAULT}. Call it from the thread that trains the network, or hand the network
   * over safely.
   *
   * <p>A network that is never bound draws the noise of worker 0. With one draw per layer it then
   * takes an updater block for a layer, which holds unless a layer has a bias updater of its own or
   * layers share one updater instance; once bound, it holds always. The replicas of DL4J's {@code
   * ParallelWrapper} cannot be bound: all draw the noise of worker 0, which averaging does not
   * damp.
   *
   * @param network a MultiLayerNetwork or ComputationGraph
   * @return whether any of its updaters is perturbed
   * @throws IllegalStateException if the network is not initialized
   * @throws IllegalArgumentException if it is another kind of model
   */
  public static boolean bind(Model network, NoiseBinding binding) {
    return NetworkBlocks.of(network).bind(requireNonNull(binding, "binding is null"));
  }

  /**
   * Tells an initialized network at which step its optimizer state was zero: the bias correction of
   * Adam and its relatives counts from there, while schedules and noise go on with the network's
   * iteration count. Below 0 if it was trained before by so many steps that the iteration count
   * does not know of. To be told again after anything that makes DL4J build a new updater.
   *
   * @param network a MultiLayerNetwork or ComputationGraph
   * @param step 0 is where a network counts from that was never told
   */
  public static void restartOptimizer(Model network, int step) {
    NetworkBlocks.of(network).restartAt(step);
  }

  /**
   * Copies the optimizer state of a network to another with the same parameters, which may cut its
   * updater blocks differently, as one draw per layer does.
   *
   * @throws IllegalArgumentException if the two do not keep the same state for every parameter
   */
  public static void copyOptimizerState(Model from, Model to) {
    NetworkBlocks.of(to).copyState(NetworkBlocks.of(from));
  }

  /**
   * Time the network spent on its perturbation since the last call, in nanoseconds. Call it from
   * the thread that trains the network.
   *
   * @param network an initialized MultiLayerNetwork or ComputationGraph
   */
  public static long takePerturbNanos(Model network) {
    return NetworkBlocks.of(network).takePerturbNanos();
  }
}
