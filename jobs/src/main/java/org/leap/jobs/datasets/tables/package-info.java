/** Tables, and whatever else Spark reads, as sources. */
package org.leap.jobs.datasets.tables;
