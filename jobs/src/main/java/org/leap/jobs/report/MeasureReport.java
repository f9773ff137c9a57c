package org.leap.jobs.report;

import java.util.List;

/**
 * A measure of all cells.
 *
 * @param id letters only, for files and anchors
 * @param unit title of the axis
 * @param without one value a cell, NaN where there is none; empty if nothing was trained without
 *     LEAP
 * @param with one value a cell
 */
public record MeasureReport(
    String id,
    String title,
    String caption,
    String unit,
    List<MeanValue> without,
    List<MeanValue> with) {
  public MeasureReport {
    without = List.copyOf(without);
    with = List.copyOf(with);
  }
}
