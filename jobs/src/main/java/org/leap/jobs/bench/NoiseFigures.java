package org.leap.jobs.bench;

/**
 * The noise kernel on an update in ND4J's memory; shortest times, in nanoseconds per parameter.
 *
 * @param nsPerParameter one perturbation
 * @param nd4jNsPerParameter the same with ND4J's {@code randn} and {@code muli}
 * @param floorNsPerParameter one bare pass: {@code muli} with a number
 * @param kernel that served, such as {@code vector-512} or {@code scalar}
 * @param parameters length of the update
 * @param threads that shared a perturbation
 */
public record NoiseFigures(
    double nsPerParameter,
    double nd4jNsPerParameter,
    double floorNsPerParameter,
    String kernel,
    int parameters,
    int threads) {}
