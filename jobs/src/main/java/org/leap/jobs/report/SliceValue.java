package org.leap.jobs.report;

/**
 * A loss beside a trained network.
 *
 * @param offset along a random direction, in filter lengths
 */
public record SliceValue(double offset, double loss) {}
