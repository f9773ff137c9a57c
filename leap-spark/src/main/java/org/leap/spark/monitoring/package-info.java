/**
 * What a run shows while it goes on: figures among Spark's metrics, and the context of log lines.
 */
package org.leap.spark.monitoring;
