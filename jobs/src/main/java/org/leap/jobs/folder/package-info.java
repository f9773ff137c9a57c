/**
 * The folder of a run: its lock, and the files in it by which a run is followed, resumed and
 * reported.
 */
package org.leap.jobs.folder;
