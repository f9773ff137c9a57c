package org.leap.core.noise;

/** Distribution of a noise stream. All have mean 0 and variance 1. */
public enum Distribution {
  /** Standard normal. */
  GAUSSIAN(0x6c656170),
  /** Uniform between minus and plus the square root of 3. */
  UNIFORM(0x756e6966),
  /** Minus one or plus one, with equal probability. */
  RADEMACHER(0x72616465);

  private final int domain;

  Distribution(int domain) {
    this.domain = domain;
  }

  /** Last word of the generator's key, so that no two distributions share random words. */
  int domain() {
    return domain;
  }
}
