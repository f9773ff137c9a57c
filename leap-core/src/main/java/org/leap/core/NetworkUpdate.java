package org.leap.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.leap.core.noise.HeapPerturbation;
import org.leap.core.update.UpdatePass;

/**
 * The update of a network in one pass over its memory: everything that DL4J's {@code
 * StochasticGradientDescent} does between the backward pass and the listeners, which is to divide
 * by the number of examples, L1 and L2, the optimizer, LEAP's noise, decoupled weight decay and the
 * subtraction from the parameters. The values are the same but for the last bits, as libnd4j may
 * fuse products and sums or not; the noise is the same.
 *
 * <p>Learning rates, bindings and restarts count as they are at each step. After anything that
 * makes DL4J build a new updater, the next step works with that. Regularization is planned once.
 */
public final class NetworkUpdate {
  private final NetworkView view;
  private final HeapPerturbation draws = new HeapPerturbation();
  private Plan plan;

  /** What holds as long as the network keeps its updater. */
  private record Plan(PlannedNetwork network, List<PlannedBlock> blocks, UpdatePass pass) {}

  private NetworkUpdate(NetworkView view, Plan plan) {
    this.view = view;
    this.plan = plan;
  }

  /**
   * The update of a network, empty where the network has anything that a pass does not know: then
   * DL4J's own way is to be taken. Known are networks of float32 on nd4j-native that are trained by
   * plain gradient descent, with L1, L2 and weight decay, without gradient normalization,
   * constraints and parameters that are only pretrained, and these optimizers, perturbed or not:
   * Sgd, Nesterovs, HeavyBall, Adam, AMSGrad, AdaMax, Nadam, NesterovAdam, RmsProp, AdaGrad,
   * ScheduledAdaGrad and NoOp.
   *
   * @param network an initialized MultiLayerNetwork or ComputationGraph
   * @throws IllegalStateException if the network is not initialized
   * @throws IllegalArgumentException if it is another kind of model
   */
  public static Optional<NetworkUpdate> of(Model network) {
    NetworkBlocks.of(network); // refuses what is not initialized
    NetworkView view = NetworkView.of(network);
    return plan(view).map(plan -> new NetworkUpdate(view, plan));
  }

  private static Optional<Plan> plan(NetworkView view) {
    PlannedNetwork planned = PlannedNetwork.of(view);
    if (!planned.isKnown()) {
      return Optional.empty();
    }
    List<PlannedBlock> blocks = new ArrayList<>();
    for (var block : planned.updater().getUpdaterBlocks()) {
      if (block.getParamOffsetEnd() > block.getParamOffsetStart()) {
        Optional<PlannedBlock> known = PlannedBlock.of(block);
        if (known.isEmpty()) {
          return Optional.empty();
        }
        blocks.add(known.get());
      }
    }
    return UpdatePass.of(
            planned.gradient(),
            view.network().params(),
            blocks.stream().map(PlannedBlock::update).toList())
        .map(pass -> new Plan(planned, List.copyOf(blocks), pass));
  }

  /**
   * Turns the network's gradient into the update, takes the state of its optimizers on and
   * subtracts the update from the parameters. Call it from the thread that trains the network.
   * {@link Leap#takePerturbNanos} grows by what a sample of the noise took, times their number.
   *
   * @param iteration the step's number, for schedules, bias correction and noise
   * @param epoch the epoch's number, for schedules
   * @param examples number of examples that the gradient is a sum over, at least 1; unused by a
   *     network that is configured not to divide by it
   * @param keepUpdate whether the gradient is replaced by the update, as DL4J's listeners expect;
   *     it is left as it was otherwise, which saves writing it
   * @throws IllegalArgumentException if examples is below 1
   * @throws IllegalStateException if the network has been given an updater that a pass does not
   *     know; nothing is changed then
   */
  public void apply(int iteration, int epoch, int examples, boolean keepUpdate) {
    if (examples < 1) {
      throw new IllegalArgumentException("examples is " + examples + ", expected at least 1");
    }
    if (!isCurrent()) {
      plan =
          plan(view)
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          "The network was changed to what one pass does not update: plan anew"));
    }
    int divisor = view.network().conf().isMiniBatch() ? examples : 1;
    int threads = 1;
    for (int i = 0; i < plan.blocks().size(); i++) {
      PlannedBlock block = plan.blocks().get(i);
      block.begin(iteration, epoch, divisor, draws);
      threads = Math.max(threads, block.threads());
    }
    long nanos = plan.pass().run(threads, keepUpdate);
    for (int i = 0; i < plan.blocks().size() && nanos > 0; i++) {
      nanos = plan.blocks().get(i).takeOver(nanos);
    }
  }

  private boolean isCurrent() {
    if (!plan.network().isCurrent()) {
      return false;
    }
    for (int i = 0; i < plan.blocks().size(); i++) {
      if (!plan.blocks().get(i).isCurrent()) {
        return false;
      }
    }
    return true;
  }
}
