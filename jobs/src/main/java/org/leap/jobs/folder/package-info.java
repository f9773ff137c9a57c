/**
 * The folder of a run: its lock, and the files in it by which a run is followed, resumed and
 * reported. Knows neither the data nor how a run is trained.
 */
package org.leap.jobs.folder;
