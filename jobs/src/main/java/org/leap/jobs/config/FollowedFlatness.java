package org.leap.jobs.config;

/** How the sharpest direction of the training loss is followed while a run trains. */
public record FollowedFlatness(
    @Key(doc = "epochs from one measurement to the next", written = "`N epochs`") Span every,
    @Key(
            doc =
                "training examples of the loss, the same each time, in minibatches of `training.batchSize`; all of them if there are fewer",
            orElse = "2000",
            in = "[1, 100000000]")
        int examples,
    @Key(
            doc =
                "Lanczos steps for the largest Hessian eigenvalue, one gradient each, at most: they end when it is known to 1 %",
            orElse = "15",
            in = "[1, 1000]")
        int lanczosSteps) {

  static void check(Values values) {
    Span.requireEpochs(values, "every");
  }
}
