package org.leap.jobs.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.leap.spark.engine.ReductionChoice;

/**
 * What a round outside training would take with 64 workers on 64 machines, 100 million parameters
 * and 10 Gb/s, from what was measured. Direct averaging takes {@code fixed + workers x state /
 * rate}, sliced {@code fixed + second stage + 3 x state / rate}: with a worker a machine, each
 * sends and receives about one state, and the driver receives one (see {@link ReductionChoice}).
 *
 * @param bytesPerSecond a state over what one more worker adds to a round averaged directly
 * @param fixedSeconds what such a round takes without any worker
 * @param secondStageSeconds how much longer a sliced one takes with the fewest workers; at least 0
 * @param directSeconds of the projected round
 * @param slicedSeconds of the projected round
 * @param directReceived bytes that the driver receives in it, by the measured ones a worker and
 *     byte of the state; null where they are not known
 * @param slicedReceived the same by the measured ones a byte of the state
 */
public record ScalingProjection(
    double bytesPerSecond,
    double fixedSeconds,
    double secondStageSeconds,
    double directSeconds,
    double slicedSeconds,
    Double directReceived,
    Double slicedReceived) {
  public static final int WORKERS = 64;
  public static final double STATE_BYTES = 4e8;
  private static final double LINE_BYTES_PER_SECOND = 1.25e9;

  /**
   * Nothing unless both ways were measured, with two numbers of workers, and more workers took
   * longer.
   *
   * @param stateBytes of the network that was measured
   */
  static Optional<ScalingProjection> of(List<ScalingRow> rows, long stateBytes) {
    List<ScalingRow> direct = by(ReductionChoice.DIRECT, rows);
    List<ScalingRow> sliced = by(ReductionChoice.SLICED, rows);
    if (direct.size() < 2 || sliced.isEmpty()) {
      return Optional.empty();
    }
    ScalingRow few = direct.get(0);
    ScalingRow many = direct.get(direct.size() - 1);
    double perWorker =
        1e-3 * (many.parts().outside() - few.parts().outside()) / (many.workers() - few.workers());
    if (!(perWorker > 0)) {
      return Optional.empty();
    }
    double measured = stateBytes / perWorker;
    double rate = Math.min(measured, LINE_BYTES_PER_SECOND);
    double fixed = Math.max(0, 1e-3 * few.parts().outside() - few.workers() * perWorker);
    double stage = Math.max(0, 1e-3 * (sliced.get(0).parts().outside() - few.parts().outside()));
    ScalingRow slicedMany = sliced.get(sliced.size() - 1);
    return Optional.of(
        new ScalingProjection(
            measured,
            fixed,
            stage,
            fixed + WORKERS * STATE_BYTES / rate,
            fixed + stage + 3 * STATE_BYTES / rate,
            received(many, (double) WORKERS / many.workers() / stateBytes),
            received(slicedMany, 1.0 / stateBytes)));
  }

  private static Double received(ScalingRow row, double times) {
    return row.driver() == null ? null : row.driver().received() * times * STATE_BYTES;
  }

  private static List<ScalingRow> by(ReductionChoice reduction, List<ScalingRow> rows) {
    return rows.stream()
        .filter(row -> row.reduction() == reduction)
        .sorted(Comparator.comparingInt(ScalingRow::workers))
        .toList();
  }
}
