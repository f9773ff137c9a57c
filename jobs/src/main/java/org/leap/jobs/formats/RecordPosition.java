package org.leap.jobs.formats;

import java.io.Serializable;

/**
 * Where a record stands.
 *
 * @param file as messages name it
 * @param row as messages count: the line of a text file from 1, the row of other files from 0
 */
public record RecordPosition(String file, long row) implements Serializable {}
