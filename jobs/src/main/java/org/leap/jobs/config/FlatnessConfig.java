package org.leap.jobs.config;

/** What is measured of every trained network, and at what cost. */
public record FlatnessConfig(
    @Key(
            doc =
                "training examples of the loss, the same for all runs; all of them if there are fewer",
            orElse = "1000",
            in = "[1, 100000000]")
        int examples,
    @Key(
            doc = "Lanczos steps for the largest Hessian eigenvalue, one gradient each",
            orElse = "15",
            in = "[1, 1000]")
        int lanczosSteps,
    @Key(
            doc = "the fewest probes for the Hessian's trace, one gradient each",
            orElse = "10",
            in = "[2, 100000]")
        int traceProbes,
    @Key(
            doc =
                "standard error over the trace down to which probes are added; a trace whose error is larger is withheld",
            orElse = "0.25",
            in = "(0, 1]")
        double traceError,
    @Key(
            doc = "the most probes; no fewer than traceProbes are taken",
            orElse = "100",
            in = "[2, 100000]")
        int traceProbesMost,
    @Key(
            doc =
                "standard deviation of the weight noise relative to the root mean square of each block",
            orElse = "0.05",
            in = "(0, )")
        double noise,
    @Key(doc = "pairs of opposite noises, each of two losses", orElse = "10", in = "[2, 100000]")
        int noisePairs,
    @Key(
            doc =
                "radius of adaptive sharpness: by what share of its size every weight may move, as the norm over all weights",
            orElse = "0.5",
            in = "(0, )")
        double sharpnessRadius,
    @Key(
            doc = "steps to the largest loss in it, one gradient each; 0 for none",
            orElse = "10",
            in = "[0, 100000]")
        int sharpnessSteps,
    @Key(
            doc =
                "runs of Lanczos' method for a picture of the density of all eigenvalues, of spectrumSteps gradients each; 0 for none",
            orElse = "0",
            in = "[0, 1000]")
        int spectrumProbes,
    @Key(doc = "steps of each of them", orElse = "30", in = "[1, 1000]") int spectrumSteps,
    @Key(
            doc = "losses along a filter-normalized random direction, an odd number; 0 for none",
            orElse = "0",
            in = "[0, 1001]")
        int slicePoints) {

  static void check(Values values) {
    values.refuseIf(
        values
            .find("slicePoints", Integer.class)
            .filter(n -> n != 0 && (n < 3 || n % 2 == 0))
            .isPresent(),
        "slicePoints",
        "must be 0 or an odd number of at least 3");
  }
}
