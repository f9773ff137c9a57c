/**
 * The laws of {@code docs/theory.md} put to the test: many walkers on a line with a sharp and a
 * flat valley, and quadratics of many dimensions, without networks and without Spark.
 */
package org.leap.jobs.theory;
