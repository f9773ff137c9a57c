/** What somebody should know of data before training on them: counts, statistics and pictures. */
package org.leap.jobs.datasets.inspect;
