package org.leap.jobs.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/**
 * Measures pieces of work in turns, so that whatever else the machine does hits them all alike.
 * Ratios within a turn hold on a machine whose speed changes from turn to turn.
 */
final class Turns {
  private final List<double[]> turns;

  private Turns(List<double[]> turns) {
    this.turns = turns;
  }

  /**
   * @param turn measures every piece once, told which turn it is
   * @param warmUp turns that are not counted, at least this long, and at least one
   * @param measured turns that are counted, at least this long, and at least one
   */
  static Turns of(IntFunction<double[]> turn, Duration warmUp, Duration measured) {
    return of(turn, 1, warmUp, measured);
  }

  private static Turns of(
      IntFunction<double[]> turn, int least, Duration warmUp, Duration measured) {
    repeated(turn, 1, warmUp);
    return new Turns(repeated(turn, least, measured));
  }

  private static List<double[]> repeated(IntFunction<double[]> turn, int least, Duration length) {
    List<double[]> turns = new ArrayList<>();
    long begin = System.nanoTime();
    do {
      turns.add(turn.apply(turns.size()));
    } while (turns.size() < least || System.nanoTime() - begin < length.toNanos());
    return turns;
  }

  /**
   * Times of pieces, in nanoseconds: in each turn the shortest of a piece's calls. The first call,
   * which finds the caches full of another piece's data, does not count.
   *
   * @param calls timed calls of a piece in a turn
   * @param clock in nanoseconds
   */
  static Turns timed(
      List<Runnable> pieces, int calls, LongSupplier clock, Duration warmUp, Duration measured) {
    return backAndForth(
        pieces.stream().map(piece -> (DoubleSupplier) () -> shortest(piece, calls, clock)).toList(),
        1,
        warmUp,
        measured);
  }

  /**
   * Times of pieces that measure themselves; no piece always follows the same one.
   *
   * @param least turns that are counted
   */
  static Turns backAndForth(
      List<DoubleSupplier> pieces, int least, Duration warmUp, Duration measured) {
    return of(
        number -> {
          double[] turn = new double[pieces.size()];
          for (int i = 0; i < turn.length; i++) {
            int piece = number % 2 == 0 ? i : turn.length - 1 - i;
            turn[piece] = pieces.get(piece).getAsDouble();
          }
          return turn;
        },
        least,
        warmUp,
        measured);
  }

  static double shortest(Runnable piece, int calls, LongSupplier clock) {
    piece.run();
    long shortest = Long.MAX_VALUE;
    for (int call = 0; call < calls; call++) {
      long begin = clock.getAsLong();
      piece.run();
      shortest = Math.min(shortest, clock.getAsLong() - begin);
    }
    return shortest;
  }

  int count() {
    return turns.size();
  }

  double minimum(int piece) {
    return turns.stream().mapToDouble(turn -> turn[piece]).min().orElseThrow();
  }

  double median(int piece) {
    return median(turns.stream().mapToDouble(turn -> turn[piece]).toArray());
  }

  /** Median, over the turns, of one piece's value in times of another's. */
  double ratio(int piece, int toPiece) {
    return median(turns.stream().mapToDouble(turn -> turn[piece] / turn[toPiece]).toArray());
  }

  /**
   * The middle of at least one value, which no outlier moves; of an even number the mean of the two
   * in the middle.
   */
  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
