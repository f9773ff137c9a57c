package org.leap.jobs.datasets;

import org.leap.jobs.formats.Place;

/**
 * A record that could not be used.
 *
 * @param reason one line
 */
public record SkippedRecord(Place place, String reason) {}
