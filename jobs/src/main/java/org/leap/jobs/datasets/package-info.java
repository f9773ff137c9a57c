/**
 * From the {@code data} block of a configuration to what a run trains and tests on: opens the
 * source, splits it and places its examples, in memory or from the prepared form.
 */
package org.leap.jobs.datasets;
