/**
 * Processes of this machine: a standalone cluster of Spark's, the program itself once more, and
 * their end.
 */
package org.leap.jobs.cluster;
