package org.leap.jobs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.api.Test;

class SeriesTest {
  private final Series five = Series.of(List.of(1, 2, 3, 4, 5), i -> i, i -> 10.0 * i);

  @Test
  void neighboursAreAveragedAndTheRestCountsToo() {
    Series thinned = five.thinned(3);
    assertEquals(
        List.of(new Series.Point(1.5, 15), new Series.Point(3.5, 35), new Series.Point(5, 50)),
        thinned.points());
  }

  @Test
  void shortSeriesStayAsTheyAre() {
    assertSame(five, five.thinned(5));
    assertEquals(1, new Series(List.of()).stride(3));
  }

  @Test
  void pointsThatAreNotFiniteAreLeftOut() {
    Series series = Series.of(List.of(1, 2, 3), i -> i, i -> i == 2 ? Double.NaN : i);
    assertEquals(List.of(new Series.Point(1, 1), new Series.Point(3, 3)), series.points());
  }
}
