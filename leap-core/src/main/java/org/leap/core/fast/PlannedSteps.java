package org.leap.core.fast;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.leap.core.NetworkUpdate;
import org.leap.core.NetworkView;
import org.leap.core.step.NetworkPlan;
import org.leap.core.step.Precision;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a network of either kind does by its plan instead of by its layers, where the plan covers
 * it.
 */
final class PlannedSteps implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PlannedSteps.class);
  private static final Set<String> LOGGED = ConcurrentHashMap.newKeySet();

  /** Listeners that are shown activations, which a plan does not have as arrays. */
  private static final ClassValue<Boolean> READS_ACTIVATIONS =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> listener) {
          return Stream.of(listener.getMethods())
              .filter(method -> method.getName().equals("onForwardPass"))
              .map(Method::getDeclaringClass)
              .anyMatch(type -> !type.getName().startsWith("org.deeplearning4j.optimize.api"));
        }
      };

  private final Model network;
  private final NetworkPlan plan;
  private final Precision precision;
  private final Map<List<Long>, Boolean> covered = new HashMap<>();
  private Gradient gradient;
  private Optional<NetworkUpdate> update = Optional.empty();
  private Object plannedUpdater;

  PlannedSteps(Model network, NetworkPlan plan, Precision precision) {
    this.network = network;
    this.plan = plan;
    this.precision = precision;
  }

  /** The plan, for minibatches that are covered. */
  NetworkPlan plan() {
    return plan;
  }

  /**
   * Whether minibatches of this shape are planned.
   *
   * @param masked whether the minibatch has masks
   * @throws IllegalStateException if they are not, and layers would compute in another precision
   */
  boolean cover(INDArray features, boolean masked, Layer... layers) {
    if (features == null) {
      return false;
    }
    if (Nd4j.getExecutioner().type() != ExecutionerType.NATIVE_CPU) {
      return layerByLayer("it works on a GPU");
    }
    if (masked) {
      return layerByLayer("it has masks");
    }
    for (Layer layer : layers) {
      if (layer.getMaskArray() != null) {
        return layerByLayer("it has masks");
      }
    }
    List<Long> shape = Arrays.stream(features.shape()).boxed().toList();
    Boolean known = covered.get(shape);
    if (known == null) {
      Optional<String> obstacle = obstacle(features.shape());
      known = obstacle.isEmpty() || layerByLayer(obstacle.get());
      obstacle.filter(LOGGED::add).ifPresent(why -> LOG.info("trains layer by layer: {}", why));
      covered.put(shape, known);
    }
    return known;
  }

  /** False: layers compute in float32. */
  private boolean layerByLayer(String why) {
    if (precision != Precision.FLOAT32) {
      throw new IllegalStateException(
          "The network cannot be computed in %s: %s".formatted(precision, why));
    }
    return false;
  }

  /** Why minibatches of this shape are not planned; empty where they are. */
  Optional<String> obstacle(long... features) {
    return precision.obstacle().or(() -> plan.obstacle(features));
  }

  /** The same for training, whose listeners see no activations. */
  boolean coverTraining(
      INDArray features, boolean masked, Collection<TrainingListener> listeners, Layer... layers) {
    return listeners.stream().anyMatch(listener -> READS_ACTIVATIONS.get(listener.getClass()))
        ? layerByLayer("a listener reads its activations")
        : cover(features, masked, layers);
  }

  /** What DL4J makes of a sum over examples: their mean, unless it is told not to divide. */
  static double mean(double sum, INDArray features, Layer output) {
    return output.conf().isMiniBatch() ? sum / features.size(0) : sum;
  }

  /**
   * The network's gradient view as DL4J's updater wants it, with a view for every parameter.
   *
   * @param names of the layers, by their index
   */
  Gradient views(Layer[] layers, IntFunction<String> names) {
    INDArray whole = network.getGradientsViewArray();
    if (gradient == null || gradient.gradient() != whole) {
      gradient = new DefaultGradient(whole);
      for (int i = 0; i < layers.length; i++) {
        if (layers[i].numParams() > 0 && !(layers[i] instanceof FrozenLayer)) {
          String name = names.apply(i);
          layers[i]
              .conf()
              .getLayer()
              .initializer()
              .getGradientsFromFlattened(layers[i].conf(), layers[i].getGradientsViewArray())
              .forEach((key, view) -> gradient.setGradientFor(name + "_" + key, view));
        }
      }
    }
    return gradient;
  }

  /**
   * Whether the update of its parameters is one pass too.
   *
   * @param updater DL4J's own, after whose replacement this is looked at anew
   */
  boolean coverUpdate(Object updater) {
    if (updater != plannedUpdater) {
      update = NetworkUpdate.of(network);
      plannedUpdater = updater;
    }
    return update.isPresent();
  }

  /**
   * Trains the minibatch that the network was given, as DL4J's solver does: listeners are called
   * outside of the caller's workspaces, as they may keep what they make.
   *
   * @param examples how many it has
   */
  @SuppressWarnings("try") // nothing is asked of the scope
  void train(long examples, Collection<TrainingListener> listeners) {
    try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      NetworkView view = NetworkView.of(network);
      view.computeGradient();
      listeners.forEach(listener -> listener.onGradientCalculation(network));
      int iteration = view.iterationCount();
      update
          .orElseThrow()
          .apply(iteration, view.epochCount(), Math.toIntExact(examples), !listeners.isEmpty());
      listeners.forEach(listener -> listener.iterationDone(network, iteration, view.epochCount()));
      view.setCounters(iteration + 1, view.epochCount());
    }
  }

  @Override
  public void close() {
    plan.close();
  }
}
