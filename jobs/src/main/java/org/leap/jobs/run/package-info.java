/** One training run and its run folder. */
package org.leap.jobs.run;
