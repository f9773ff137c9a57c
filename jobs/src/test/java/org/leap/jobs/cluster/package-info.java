/**
 * A real standalone Spark cluster on this machine, for tests of the jar that {@code spark-submit}
 * gets. The Spark home is put together from the class path that Maven recorded.
 */
package org.leap.jobs.cluster;
