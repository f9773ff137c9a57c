package org.leap.jobs.report;

/**
 * An evaluation on the test set.
 *
 * @param epoch number of the epoch it follows, from 1
 * @param testAccuracy share of test examples classified rightly, 0 to 1
 * @param testLoss mean loss of the test examples
 */
public record EpochPoint(int epoch, double testAccuracy, double testLoss) {}
