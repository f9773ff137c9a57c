/**
 * Reports of finished runs: one self-contained HTML page with curves, tables and the configuration.
 * Plain values in, text out; knows neither the configuration nor Spark.
 */
package org.leap.jobs.report;
