/**
 * The Spark job that writes the prepared form of a source: counts its examples, finds the place of
 * each, and brings it into its shard.
 */
package org.leap.jobs.datasets.prepare;
