/**
 * Data formats: readers from any Hadoop file system into examples in memory, and what is wrong with
 * a file when it cannot be read. Knows neither the configuration nor Spark.
 */
package org.leap.jobs.formats;
