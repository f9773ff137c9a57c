/**
 * This process: Spark's application in it, the signals that end it, and the errors and exit codes
 * it ends with.
 */
package org.leap.jobs.process;
