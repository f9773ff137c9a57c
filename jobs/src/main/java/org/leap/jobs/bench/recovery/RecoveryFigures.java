package org.leap.jobs.bench.recovery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What failures cost: a run of two workers on a standalone cluster of this machine, with real
 * processes that are killed with SIGKILL.
 *
 * @param roundsPerCheckpoint rounds between two checkpoints
 * @param rounds of the run
 * @param roundSeconds median of its rounds when nobody disturbs it
 * @param undisturbedSeconds of the run when nobody disturbs it, its start included
 * @param paramsSha256 what every run is to end in
 * @param rows one for each mean time between kills
 * @param costs by whom a kill hits
 */
public record RecoveryFigures(
    int roundsPerCheckpoint,
    int rounds,
    double roundSeconds,
    double undisturbedSeconds,
    String paramsSha256,
    List<RecoveryRow> rows,
    List<VictimCost> costs) {

  /**
   * Trains the run undisturbed, then once for each row.
   *
   * @param finished told of each row, as all of them take a while
   * @throws IOException if the cluster does not start or a run does not end
   */
  public static RecoveryFigures measure(RecoverySetting setting, Consumer<RecoveryRow> finished)
      throws IOException {
    try (RecoveryRuns runs = RecoveryRuns.start(setting)) {
      int rounds = runs.roundsOf(setting.undisturbed());
      RunRecord undisturbed = runs.train("undisturbed", rounds, Double.POSITIVE_INFINITY);
      List<RecoveryRow> rows = new ArrayList<>();
      for (double mean : setting.meanSecondsBetweenKills()) {
        String name = "row-" + (rows.size() + 1);
        RecoveryRow row = RecoveryRow.of(mean, undisturbed, runs.train(name, rounds, mean));
        finished.accept(row);
        rows.add(row);
      }
      return new RecoveryFigures(
          setting.roundsPerCheckpoint(),
          rounds,
          undisturbed.roundSeconds(),
          undisturbed.seconds(),
          undisturbed.paramsSha256(),
          rows,
          VictimCost.of(rows));
    }
  }

  /** Whether every run ended in the same bits. */
  public boolean same() {
    return rows.stream().allMatch(RecoveryRow::sameHash);
  }

  /** Kills of all rows. */
  public int kills() {
    return rows.stream().mapToInt(RecoveryRow::kills).sum();
  }
}
