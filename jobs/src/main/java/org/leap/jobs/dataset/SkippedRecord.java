package org.leap.jobs.dataset;

import org.leap.jobs.data.Place;

/**
 * A record that could not be used.
 *
 * @param reason one line
 */
public record SkippedRecord(Place place, String reason) {}
