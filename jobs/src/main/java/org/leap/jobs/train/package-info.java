/** One training run, from its start or its newest checkpoint to its end. */
package org.leap.jobs.train;
