package org.leap.jobs.config;

import java.util.OptionalDouble;
import org.leap.core.gradient.GradientTreatment.Clip;

/**
 * A bound on the gradient, of one of two kinds.
 *
 * @param norm bound of the Euclidean norm over all parameters, above 0
 * @param value bound of every value, above 0
 */
@Key.OnlyOneOf({"norm", "value"})
public record GradientClip(
    @Key(
            doc =
                "bound of the gradient's norm over all parameters; a longer gradient is scaled down",
            absent = "no bound",
            above = 0)
        OptionalDouble norm,
    @Key(doc = "bound of every value of the gradient", absent = "no bound", above = 0)
        OptionalDouble value) {

  static void check(Values values) {
    values.refuseIf(
        !values.anyWritten(), "norm", "missing; write norm or value, or leave gradientClip out");
  }

  /** What is bounded. */
  public Clip by() {
    return norm.isPresent() ? Clip.NORM : Clip.VALUE;
  }

  /** The bound. */
  public double bound() {
    return norm.orElseGet(value::getAsDouble);
  }
}
