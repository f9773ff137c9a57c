package org.leap.jobs.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/**
 * The same step by PyTorch, on as many threads, taking turns with ours.
 *
 * @param version of PyTorch
 * @param float32 what counts
 * @param bfloat16 by autocast; null where our step is float32
 */
public record TorchFigures(String version, Step float32, Step bfloat16) {
  /** Enough for a median on which no single turn decides. */
  private static final int LEAST_TURNS = 3;

  /**
   * Its step in the better of the layouts.
   *
   * @param layout of images; empty where there are none
   * @param ms median time, in milliseconds
   * @param oursToIt our time in times of it
   */
  public record Step(String layout, double ms, double oursToIt) {}

  /**
   * @param ours our step without LEAP
   * @param oursMs its time, in milliseconds
   */
  static TorchFigures measure(
      TorchPeer torch, Turns.Piece ours, double oursMs, Duration warmUp, Duration measured) {
    List<DoubleSupplier> pieces = new ArrayList<>();
    pieces.add(() -> Turns.shortest(ours, StepFigures.CALLS, StepClock.ofThisProcess()));
    List<TorchPeer.Variant> variants = torch.variants();
    for (int i = 0; i < variants.size(); i++) {
      int variant = i;
      pieces.add(() -> torch.shortest(variant, StepFigures.CALLS));
    }
    Turns turns = Turns.backAndForth(pieces, LEAST_TURNS, warmUp, measured);
    return new TorchFigures(
        torch.version(),
        better(turns, variants, oursMs, false).orElseThrow(),
        better(turns, variants, oursMs, true).orElse(null));
  }

  private static Optional<Step> better(
      Turns turns, List<TorchPeer.Variant> variants, double oursMs, boolean autocast) {
    return IntStream.range(0, variants.size())
        .filter(i -> variants.get(i).autocast() == autocast)
        .mapToObj(
            i ->
                new Step(
                    variants.get(i).layout(),
                    oursMs * turns.ratio(i + 1, 0),
                    turns.ratio(0, i + 1)))
        .min(Comparator.comparingDouble(Step::ms));
  }
}
