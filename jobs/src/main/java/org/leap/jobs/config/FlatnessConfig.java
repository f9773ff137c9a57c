package org.leap.jobs.config;

/**
 * What is measured of every trained network, and at what cost.
 *
 * @param examples of the training set, the same for all runs
 * @param lanczosSteps one gradient each
 * @param traceProbes one gradient each
 * @param noise standard deviation of the weight noise relative to each block's root mean square
 * @param noisePairs each of two losses
 * @param slicePoints losses along a random direction; 0 for none
 */
public record FlatnessConfig(
    int examples,
    int lanczosSteps,
    int traceProbes,
    double noise,
    int noisePairs,
    int slicePoints) {}
