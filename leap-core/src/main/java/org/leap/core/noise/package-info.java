/**
 * Noise streams: unit-variance noise that is a pure function of (seed, worker, step, parameter
 * index), and the kernels that generate and apply it in one pass over an update.
 */
package org.leap.core.noise;
