/**
 * Tables with a label column: CSV, LIBSVM and Parquet. Features are floats unless they are images.
 */
package org.leap.jobs.formats.tables;
