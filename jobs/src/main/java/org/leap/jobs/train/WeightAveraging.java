package org.leap.jobs.train;

import org.leap.jobs.config.FlatMinimaConfig;

/**
 * When stochastic weight averaging takes the parameters: at the end of the first round that reaches
 * {@code start}, {@code start + every}, and so on.
 *
 * @param start local steps
 * @param every local steps
 */
record WeightAveraging(long start, long every) {

  static WeightAveraging of(FlatMinimaConfig.Swa config, int stepsPerEpoch) {
    return new WeightAveraging(
        config.start().toSteps(stepsPerEpoch), config.every().toSteps(stepsPerEpoch));
  }

  /** Whether a round that leads from one step to another reaches one of the times. */
  boolean isDue(int from, int to) {
    return times(to) > times(from);
  }

  private long times(int step) {
    return step < start ? 0 : 1 + (step - start) / every;
  }
}
