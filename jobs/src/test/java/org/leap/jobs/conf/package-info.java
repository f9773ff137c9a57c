/** Tests of the files in {@code conf}. */
package org.leap.jobs.conf;
