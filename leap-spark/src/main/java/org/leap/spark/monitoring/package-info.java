/** What a run shows while it goes on: figures among Spark's metrics. */
package org.leap.spark.monitoring;
