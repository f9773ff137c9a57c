package org.leap.jobs.bench;

/**
 * How long the largest Hessian eigenvalue takes.
 *
 * @param seconds all in all, replicas and chunks made before
 * @param gradientsPerSecond gradients over all examples
 */
public record FlatnessFigures(
    String model,
    int parameters,
    int examples,
    int lanczosSteps,
    boolean central,
    int slots,
    double seconds,
    double gradientsPerSecond,
    double examplesPerSecond) {}
