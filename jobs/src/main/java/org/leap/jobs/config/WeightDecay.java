package org.leap.jobs.config;

/** Decay of the weights towards zero; coupled if it is off. */
public record WeightDecay(
    @Key(name = "weightDecay", doc = "decay of the weights, 0 is none", orElse = "0", in = "[0, )")
        double coefficient,
    @Key(
            name = "weightDecayMode",
            doc =
                "added to the gradient (L2, perturbed with it), or subtracted after the optimizer (not perturbed)",
            orElse = "coupled")
        Mode mode) {
  /** No weight decay. */
  public static final WeightDecay NONE = new WeightDecay(0, Mode.COUPLED);

  /** How weight decay enters the update. */
  public enum Mode {
    /** Added to the gradient (L2 regularization), so the perturbation scales it too. */
    COUPLED,
    /** Subtracted after the optimizer, so the perturbation does not touch it. */
    DECOUPLED
  }

  public WeightDecay {
    mode = coefficient == 0 ? Mode.COUPLED : mode;
  }
}
