/** Tests of the {@code leap} script at the top of the repository. */
package org.leap.jobs.launcher;
