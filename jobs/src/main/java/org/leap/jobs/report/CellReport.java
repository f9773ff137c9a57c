package org.leap.jobs.report;

import java.util.List;

/**
 * A cell of an experiment.
 *
 * @param title its grid values
 * @param without runs without LEAP; may be empty
 * @param with runs as configured
 */
public record CellReport(String title, List<RunCurves> without, List<RunCurves> with) {
  public CellReport {
    without = List.copyOf(without);
    with = List.copyOf(with);
  }
}
