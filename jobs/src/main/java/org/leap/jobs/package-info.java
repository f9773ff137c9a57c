/** The leap command line. {@link org.leap.jobs.Leap} is the main class. */
package org.leap.jobs;
