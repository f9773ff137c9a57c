package org.leap.jobs.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.leap.jobs.bench.ResidentSample;
import org.leap.jobs.bench.ScalingFigures;
import org.leap.jobs.bench.ScalingProjection;
import org.leap.jobs.bench.ScalingRow;

/** The tables of {@code leap bench scaling}. */
final class ScalingTables {
  private static final List<String> HEADER =
      List.of(
          "averaging",
          "workers",
          "examples/s",
          "share of ideal",
          "round (ms)",
          "training",
          "outside",
          "broadcast",
          "load",
          "average",
          "idle",
          "task start",
          "result",
          "delay",
          "driver receives (MB)",
          "sends (MB)");

  private ScalingTables() {}

  static String text(ScalingFigures figures) {
    String rows =
        AlignedRows.text(HEADER, figures.rows().stream().map(row -> row(row, figures.cores())));
    return rows
        + cores(figures)
        + projection(figures.projection())
        + (figures.rows().stream().allMatch(row -> row.memory().isEmpty())
            ? ""
            : "\n" + memory(figures));
  }

  private static List<String> row(ScalingRow row, int cores) {
    ScalingRow.Parts parts = row.parts();
    return List.of(
        row.reduction().name().toLowerCase(Locale.ROOT),
        String.valueOf(row.workers()),
        String.format(Locale.ROOT, "%,.0f", row.examplesPerSecond()),
        String.format(
            Locale.ROOT,
            "%.1f %%%s",
            100 * row.shareOfIdeal(),
            row.workers() > cores ? " of %s cores".formatted(cores) : ""),
        decimal(parts.round()),
        decimal(parts.training()),
        decimal(parts.outside()),
        decimal(parts.broadcast()),
        decimal(parts.load()),
        decimal(parts.average()),
        decimal(parts.idle()),
        decimal(row.tasks().start()),
        decimal(row.tasks().result()),
        decimal(row.tasks().delay()),
        row.driver() == null ? "-" : decimal(row.driver().received() / 1e6),
        row.driver() == null ? "-" : decimal(row.driver().sent() / 1e6));
  }

  private static String cores(ScalingFigures figures) {
    int most = figures.rows().stream().mapToInt(ScalingRow::workers).max().orElse(0);
    return most <= figures.cores()
        ? ""
        : "%s cores for up to %s workers: what a round costs, not a speed-up%n"
            .formatted(figures.cores(), most);
  }

  private static String projection(ScalingProjection projection) {
    if (projection == null) {
      return "";
    }
    String table =
        AlignedRows.text(
            List.of("averaging", "round outside training (s)", "driver receives (GB)"),
            Stream.of(
                List.of(
                    "direct",
                    decimal(projection.directSeconds()),
                    gigabytes(projection.directReceived())),
                List.of(
                    "sliced",
                    decimal(projection.slicedSeconds()),
                    gigabytes(projection.slicedReceived()))));
    return String.format(
        Locale.ROOT,
        "%ncalculated for %s workers, 100 million parameters and 10 Gb/s, from %.2f GB/s a process,"
            + " %.0f ms a round and %.0f ms a second stage:%n%s",
        ScalingProjection.WORKERS,
        projection.bytesPerSecond() / 1e9,
        1e3 * projection.fixedSeconds(),
        1e3 * projection.secondStageSeconds(),
        table);
  }

  private static String memory(ScalingFigures figures) {
    return AlignedRows.text(
        List.of(
            "averaging",
            "workers",
            "round",
            "driver heap (MB)",
            "resident",
            "executors",
            "heap (MB)",
            "resident",
            "most"),
        figures.rows().stream()
            .flatMap(row -> row.memory().stream().map(sample -> memory(row, sample))));
  }

  private static List<String> memory(ScalingRow row, ResidentSample sample) {
    return List.of(
        row.reduction().name().toLowerCase(Locale.ROOT),
        String.valueOf(row.workers()),
        String.valueOf(sample.round()),
        decimal(sample.driverHeap()),
        decimal(sample.driverResident()),
        String.valueOf(sample.executors()),
        decimal(sample.executorHeap()),
        decimal(sample.executorResident()),
        decimal(sample.mostExecutorResident()));
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String gigabytes(Double bytes) {
    return bytes == null ? "-" : decimal(bytes / 1e9);
  }
}
