package org.leap.jobs.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.leap.spark.engine.RoundReport;

/**
 * Everything the report of an experiment shows.
 *
 * @param verdict the outcome in a sentence
 * @param header of the error-rate table
 * @param table a row for every cell
 * @param legend how the table is to be read
 * @param cells in the order of the table
 * @param measures error rate and flatness over the cells
 * @param secondsByPart what the runs' time was spent on
 * @param facts versions, hardware and counts
 * @param configuration the resolved experiment file
 */
public record ExperimentReport(
    String name,
    String verdict,
    List<String> header,
    List<List<String>> table,
    String legend,
    List<CellReport> cells,
    List<MeasureReport> measures,
    Map<String, Double> secondsByPart,
    Map<String, String> facts,
    String configuration) {
  public ExperimentReport {
    header = List.copyOf(header);
    table = table.stream().map(List::copyOf).toList();
    cells = List.copyOf(cells);
    measures = List.copyOf(measures);
    secondsByPart = Collections.unmodifiableMap(new LinkedHashMap<>(secondsByPart));
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  /** A whole HTML page that needs no other file, no network and no script. */
  public String html() {
    return new ExperimentPage(this).render();
  }

  /** Its figures as PNG files, by name; empty where Java cannot draw. */
  public Map<String, byte[]> figures() {
    return PngImage.of(new ExperimentCurves(this)::all);
  }

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

  /**
   * Recorded curves of one of several runs that differ in their seed.
   *
   * @param slice losses around the trained network; empty unless computed
   */
  public record RunCurves(
      List<RoundReport> rounds, List<EpochReport> epochs, List<SliceValue> slice) {
    public RunCurves {
      rounds = List.copyOf(rounds);
      epochs = List.copyOf(epochs);
      slice = List.copyOf(slice);
    }
  }

  /**
   * A loss beside a trained network.
   *
   * @param offset along a random direction, in filter lengths
   */
  public record SliceValue(double offset, double loss) {}
}
