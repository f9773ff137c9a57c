package org.leap.jobs.config;

/** The {@code training.gradientClip} block. */
final class GradientClipBlock {
  private static final Key<Double> NORM =
      Key.optional(
          "norm",
          RealNumber.above(0),
          "no bound",
          "bound of the gradient's norm over all parameters; a longer gradient is scaled down");
  private static final Key<Double> VALUE =
      Key.optional(
          "value", RealNumber.above(0), "no bound", "bound of every value of the gradient");

  static final Fields<GradientClip> SCHEMA =
      Fields.of(GradientClipBlock::build, NORM, VALUE)
          .onlyOneOf(NORM, VALUE)
          .check(
              values ->
                  Check.violationIf(
                      !values.anyWritten(),
                      NORM,
                      "missing; write norm or value, or leave gradientClip out"));

  private GradientClipBlock() {}

  private static GradientClip build(Values values) {
    return values
        .find(NORM)
        .map(bound -> new GradientClip(GradientClip.By.NORM, bound))
        .orElseGet(() -> new GradientClip(GradientClip.By.VALUE, values.find(VALUE).orElseThrow()));
  }
}
