package org.leap.jobs.datasets;

import org.leap.jobs.formats.RecordPosition;

/**
 * A record that could not be used.
 *
 * @param reason one line
 */
public record SkippedRecord(RecordPosition place, String reason) {}
