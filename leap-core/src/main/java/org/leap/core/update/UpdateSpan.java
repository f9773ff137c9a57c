package org.leap.core.update;

import org.leap.core.noise.NoiseStream;

/**
 * Neighbouring parameters of one optimizer with the same regularization, that are divided by the
 * number of examples or not, and that share a draw of the noise if any do.
 */
public final class UpdateSpan {
  private final long from;
  private final long to;
  private final boolean divided;
  private final Penalties penalties;
  private final UpdateRule rule;
  private final FlatArray[] state;
  private final long stateStart;

  private int divisor;
  private float scale;
  private float factor;
  private NoiseStream stream;
  private long step;
  private long firstIndex;
  private float sigma;

  /**
   * Of positions in the whole network.
   *
   * @param stateStart position of the parameter that the first value of every state belongs to
   */
  UpdateSpan(
      long from,
      long to,
      boolean divided,
      Penalties penalties,
      UpdateRule rule,
      FlatArray[] state,
      long stateStart) {
    this.from = from;
    this.to = to;
    this.divided = divided;
    this.penalties = penalties;
    this.rule = rule;
    this.state = state;
    this.stateStart = stateStart;
  }

  /** Position of its first parameter in the whole network. */
  public long from() {
    return from;
  }

  long to() {
    return to;
  }

  int states() {
    return state.length;
  }

  /** Begins a step without noise. */
  void begin(int iteration, int epoch, double rate, int examples) {
    penalties.prepare(rate, iteration, epoch);
    divisor = divided ? examples : 1;
    scale = 1;
    factor = 1;
    stream = null;
  }

  void scale(float newScale) {
    scale = newScale;
  }

  /** Multiplies every update of this step with the same factor. */
  public void perturbAlike(float newFactor) {
    factor = newFactor;
  }

  void perturb(NoiseStream newStream, long newStep, long index, float newSigma) {
    stream = newStream;
    step = newStep;
    firstIndex = index;
    sigma = newSigma;
  }

  /** What this step does to n parameters, from {@code position} on. */
  void update(long position, int n, Slab slab) {
    for (int i = 0; i < state.length; i++) {
      state[i].get(position - stateStart, slab.state[i], n);
    }
    turn(position, n, slab);
    for (int i = 0; i < state.length; i++) {
      state[i].put(position - stateStart, slab.state[i], n);
    }
  }

  private void turn(long position, int n, Slab slab) {
    float[] gradient = slab.gradient;
    if (divisor != 1) {
      Sweep.divide(gradient, divisor, n);
    }
    penalties.addToGradient(slab.parameters, gradient, n);
    rule.turn(gradient, slab.state, n);
    if (scale != 1) {
      Sweep.multiply(gradient, scale, n);
    }
    if (stream != null) {
      slab.perturb(stream, n, step, firstIndex + (position - from), sigma);
    } else if (factor != 1) {
      Sweep.multiply(gradient, factor, n);
    }
    penalties.addToUpdate(slab.parameters, gradient, n);
    Sweep.subtract(gradient, slab.parameters, n);
  }
}
