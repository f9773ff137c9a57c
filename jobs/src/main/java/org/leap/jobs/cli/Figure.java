package org.leap.jobs.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A line of a benchmark's table.
 *
 * @param unit such as {@code ms}
 * @param ours what LEAP on Spark reaches
 * @param peer what one would use otherwise; null for none
 * @param floor what the machine could do at best; null for none
 */
record Figure(String name, String unit, double ours, Double peer, Double floor) {

  static String table(List<Figure> figures) {
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"figure", "ours", "peer", "floor"});
    for (Figure figure : figures) {
      rows.add(
          new String[] {
            figure.name + " (" + figure.unit + ")",
            number(figure.ours),
            number(figure.peer),
            number(figure.floor)
          });
    }
    return AlignedRows.text(rows);
  }

  /** Three significant digits or a whole number. */
  private static String number(Double value) {
    if (value == null) {
      return "-";
    }
    int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
