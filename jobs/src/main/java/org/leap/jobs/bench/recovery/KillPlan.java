package org.leap.jobs.bench.recovery;

import java.util.SplittableRandom;

/**
 * Failures without memory: the times between them are exponential, {@code -mean log(1 - u)}, and
 * each hits an executor, a worker daemon or the driver, one as likely as the other. The same for
 * the same seed.
 */
final class KillPlan {
  private final SplittableRandom random;
  private final double meanSeconds;
  private int left;
  private Planned next;

  /**
   * A kill that is to come.
   *
   * @param atSeconds since the start of the run
   * @param pick which of several victims: any number that is not negative
   */
  record Planned(double atSeconds, Victim victim, int pick) {}

  /**
   * @param most kills, after which nothing is killed
   */
  KillPlan(long seed, double meanSeconds, int most) {
    this.random = new SplittableRandom(seed);
    this.meanSeconds = meanSeconds;
    this.left = most;
    this.next = after(0);
  }

  /** The next one, which stays the next until it is done. */
  Planned next() {
    return next;
  }

  void done() {
    next = after(next.atSeconds());
  }

  private Planned after(double seconds) {
    double gap =
        left-- > 0 ? -meanSeconds * Math.log1p(-random.nextDouble()) : Double.POSITIVE_INFINITY;
    Victim[] victims = Victim.values();
    return new Planned(
        seconds + gap, victims[random.nextInt(victims.length)], random.nextInt(1 << 16));
  }
}
