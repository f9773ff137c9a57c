/** Commands and options; everything else is done by the packages they call. */
package org.leap.jobs.cli;
