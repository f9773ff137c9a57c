/**
 * Is LEAP better? Paired comparisons of runs with and without it, seed by seed, and the plain
 * verdict of a table of them. Values in, immutable results out; nothing here knows how runs are
 * made.
 */
package org.leap.jobs.experiment.statistics;
