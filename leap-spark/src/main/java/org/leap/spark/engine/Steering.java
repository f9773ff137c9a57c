package org.leap.spark.engine;

/**
 * Decides on the driver, before each round, how a run goes on. To keep runs repeatable and
 * resumable it may depend on nothing but what the run's listener was told.
 */
public interface Steering {
  /** Follows the plan to its end. */
  Steering NONE = new Steering() {};

  /** Whether there is to be another round; asked only while the plan has one. */
  default boolean goesOn() {
    return true;
  }

  /**
   * Factor, at least 0, on the learning rate of the steps that follow so many evaluations: those
   * that were made so far, or any number of the first of them.
   */
  default double rateScale(int evaluations) {
    return 1;
  }
}
