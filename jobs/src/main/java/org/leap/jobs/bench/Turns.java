package org.leap.jobs.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Times pieces of work in turns, so that whatever else the machine does hits them all alike. A
 * piece's time in a turn is the shortest of its calls in that turn; the first call, which finds the
 * caches full of another piece's data, does not count.
 */
final class Turns {
  private final List<double[]> nanos;

  private Turns(List<double[]> nanos) {
    this.nanos = nanos;
  }

  /**
   * @param clock in nanoseconds
   * @param warmUp turns that are not counted, at least this long, and at least one
   * @param measured turns that are counted, at least this long, and at least one
   * @param calls timed calls of a piece in a turn
   */
  static Turns of(
      List<Runnable> pieces, int calls, LongSupplier clock, Duration warmUp, Duration measured) {
    turns(pieces, calls, clock, warmUp);
    List<double[]> turns = turns(pieces, calls, clock, measured);
    List<double[]> byPiece = new ArrayList<>();
    for (int piece = 0; piece < pieces.size(); piece++) {
      int p = piece;
      byPiece.add(turns.stream().mapToDouble(turn -> turn[p]).toArray());
    }
    return new Turns(byPiece);
  }

  private static List<double[]> turns(
      List<Runnable> pieces, int calls, LongSupplier clock, Duration length) {
    List<double[]> turns = new ArrayList<>();
    long begin = System.nanoTime();
    do {
      double[] turn = new double[pieces.size()];
      for (int i = 0; i < turn.length; i++) {
        // Back and forth, so that no piece always follows the same one.
        int piece = turns.size() % 2 == 0 ? i : turn.length - 1 - i;
        turn[piece] = shortest(pieces.get(piece), calls, clock);
      }
      turns.add(turn);
    } while (System.nanoTime() - begin < length.toNanos());
    return turns;
  }

  private static double shortest(Runnable piece, int calls, LongSupplier clock) {
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
    return nanos.get(0).length;
  }

  /** Shortest time of a piece, in nanoseconds. */
  double minimum(int piece) {
    return Arrays.stream(nanos.get(piece)).min().orElseThrow();
  }

  /** Median time of a piece, in nanoseconds. */
  double median(int piece) {
    return Medians.of(nanos.get(piece));
  }

  /** Median, over the turns, of the time of one piece in times of another. */
  double ratio(int piece, int toPiece) {
    double[] ratios = new double[count()];
    Arrays.setAll(ratios, turn -> nanos.get(piece)[turn] / nanos.get(toPiece)[turn]);
    return Medians.of(ratios);
  }
}
