package org.leap.jobs.bench;

/**
 * One training step of one replica; median times, in milliseconds. With one OpenMP thread they are
 * processor times of the thread, so that other processes do not count.
 *
 * @param model its name in the model zoo
 * @param batchSize examples of the step
 * @param optimizer its name
 * @param plainMs a step of our replica without LEAP
 * @param leapMs with LEAP
 * @param naiveLeapMs with LEAP made of ND4J's {@code randn} and {@code muli}
 * @param dl4jMs a step of plain DL4J without LEAP
 * @param matrixProductsMs the matrix products that such a step cannot do without; null where there
 *     is no such floor
 */
public record StepFigures(
    String model,
    int batchSize,
    String optimizer,
    double plainMs,
    double leapMs,
    double naiveLeapMs,
    double dl4jMs,
    Double matrixProductsMs) {}
