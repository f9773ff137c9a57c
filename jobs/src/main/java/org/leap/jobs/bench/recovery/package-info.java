/**
 * What failures cost a run: its processes are killed at random, and it is compared with one that
 * was left alone. A run is known by its command line and its folder.
 */
package org.leap.jobs.bench.recovery;
