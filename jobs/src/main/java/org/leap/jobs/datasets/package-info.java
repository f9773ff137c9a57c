/**
 * From the {@code data} block of a configuration to what a run trains and tests on: opens the
 * source, splits it, places its examples, and does so in memory or as the Spark job that writes the
 * prepared form.
 */
package org.leap.jobs.datasets;
