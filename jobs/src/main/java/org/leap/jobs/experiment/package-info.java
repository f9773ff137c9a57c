/**
 * A grid of runs times seeds, each with and without LEAP: plans them, has them trained in one Spark
 * application, and puts what they came to into tables.
 */
package org.leap.jobs.experiment;
