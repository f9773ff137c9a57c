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
  /** A piece that takes seconds a call is timed by fewer: other work is but a small part of one. */
  private static final long LONGEST_NANOS = 5_000_000_000L;

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

  /** Work that is timed. */
  interface Piece extends Runnable {
    /** Not timed, before the calls of a turn: the caches are full of another piece's data. */
    default void prepare() {
      run();
    }
  }

  /**
   * Times of pieces, in nanoseconds: in each turn the shortest of a piece's calls.
   *
   * @param calls timed calls of a piece in a turn, fewer where those before took five seconds
   * @param clock in nanoseconds
   */
  static Turns timed(
      List<? extends Piece> pieces,
      int calls,
      LongSupplier clock,
      Duration warmUp,
      Duration measured) {
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

  static double shortest(Piece piece, int calls, LongSupplier clock) {
    piece.prepare();
    long shortest = Long.MAX_VALUE;
    long all = 0;
    for (int call = 0; call < calls && all < LONGEST_NANOS; call++) {
      long begin = clock.getAsLong();
      piece.run();
      long nanos = clock.getAsLong() - begin;
      shortest = Math.min(shortest, nanos);
      all += nanos;
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
