/**
 * What a user sees of a run on the terminal: progress while it lasts, a table when it is over.
 * Knows neither the configuration nor Spark.
 */
package org.leap.jobs.progress;
