package org.leap.core.update;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.leap.core.noise.NoiseStream;
import org.leap.core.noise.OffHeapFloats;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;

/** Neighbouring parameters that one optimizer updates, and what a step does to them. */
public final class UpdateBlock {
  private final IUpdater config;
  private final UpdateRule rule;
  private final List<UpdateSpan> spans;

  /**
   * A parameter array of a layer.
   *
   * @param from its first position in the whole network
   * @param to the position after its last
   * @param divided whether its gradient is a sum over the examples, to be divided by their number
   * @param regularization in the order in which it is applied; null for none
   * @param share equal for arrays that may share a draw of the noise
   */
  public record Part(
      long from, long to, boolean divided, List<Regularization> regularization, long share) {}

  private UpdateBlock(IUpdater config, UpdateRule rule, List<UpdateSpan> spans) {
    this.config = config;
    this.rule = rule;
    this.spans = List.copyOf(spans);
  }

  /**
   * Empty where optimizer, regularization or the memory of the state is not known.
   *
   * @param optimizer with nothing around it
   * @param parts all of the block, in their order
   */
  public static Optional<UpdateBlock> of(GradientUpdater<?> optimizer, List<Part> parts) {
    Optional<UpdateRule> rule = UpdateRule.of(optimizer);
    List<Penalties> penalties = new ArrayList<>();
    for (Part part : parts) {
      Penalties.of(part.regularization()).ifPresent(penalties::add);
    }
    if (rule.isEmpty() || penalties.size() < parts.size()) {
      return Optional.empty();
    }
    long length = parts.get(parts.size() - 1).to() - parts.get(0).from();
    return state(rule.get(), optimizer.getState(), length)
        .map(
            state ->
                new UpdateBlock(
                    (IUpdater) optimizer.getConfig(),
                    rule.get(),
                    spans(parts, penalties, rule.get(), state)));
  }

  private static Optional<FlatArray[]> state(
      UpdateRule rule, Map<String, INDArray> arrays, long length) {
    List<FlatArray> state = new ArrayList<>();
    for (String name : rule.states()) {
      INDArray array = arrays.get(name);
      if (array == null || array.length() != length || !OffHeapFloats.areElementsOf(array)) {
        return Optional.empty();
      }
      state.add(FlatArray.of(array));
    }
    return Optional.of(state.toArray(new FlatArray[0]));
  }

  private static List<UpdateSpan> spans(
      List<Part> parts, List<Penalties> penalties, UpdateRule rule, FlatArray[] state) {
    List<UpdateSpan> spans = new ArrayList<>();
    int first = 0;
    for (int i = 0; i < parts.size(); i++) {
      boolean last = i + 1 == parts.size();
      if (last || !alike(parts, penalties, i, i + 1)) {
        Part part = parts.get(first);
        spans.add(
            new UpdateSpan(
                part.from(),
                parts.get(i).to(),
                part.divided(),
                penalties.get(first),
                rule,
                state,
                parts.get(0).from()));
        first = i + 1;
      }
    }
    return spans;
  }

  private static boolean alike(List<Part> parts, List<Penalties> penalties, int a, int b) {
    return parts.get(a).divided() == parts.get(b).divided()
        && parts.get(a).share() == parts.get(b).share()
        && penalties.get(a).areThoseOf(penalties.get(b));
  }

  /** Its parts, alike neighbours as one. */
  public List<UpdateSpan> spans() {
    return spans;
  }

  /**
   * Begins a step, to be done by {@link UpdatePass#run}, without noise.
   *
   * @param examples that the gradient is a sum over, 1 if it is not to be divided
   */
  public void begin(int iteration, int epoch, int examples) {
    rule.prepare(iteration, epoch);
    double rate = config.hasLearningRate() ? config.getLearningRate(iteration, epoch) : 1;
    for (int i = 0; i < spans.size(); i++) {
      spans.get(i).begin(iteration, epoch, rate, examples);
    }
  }

  /** Multiplies what the optimizer makes of the gradients of this step. */
  public void scale(float factor) {
    for (int i = 0; i < spans.size(); i++) {
      spans.get(i).scale(factor);
    }
  }

  /**
   * Multiplies every update of this step with its own factor {@code 1 + sigma z}.
   *
   * @param firstIndex of the block's first parameter in the noise stream
   */
  public void perturb(NoiseStream stream, long step, long firstIndex, float sigma) {
    long start = spans.get(0).from();
    for (int i = 0; i < spans.size(); i++) {
      UpdateSpan span = spans.get(i);
      span.perturb(stream, step, firstIndex + (span.from() - start), sigma);
    }
  }
}
