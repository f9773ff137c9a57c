package org.leap.core.flatness;

/**
 * An approximate eigenvalue.
 *
 * @param residual |H x - value x| for its unit vector x: an eigenvalue lies within this distance
 */
public record Eigenvalue(double value, double residual) {}
