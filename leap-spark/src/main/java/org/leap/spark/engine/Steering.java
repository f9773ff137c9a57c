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

  /** Factor on the learning rate of the next round's steps, at least 0. */
  default double rateScale() {
    return 1;
  }
}
