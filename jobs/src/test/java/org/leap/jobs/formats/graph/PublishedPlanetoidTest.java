package org.leap.jobs.formats.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.leap.jobs.PublishedData;
import org.leap.jobs.formats.Subset;

/** Cora and CiteSeer as they were published. */
@Tag(PublishedData.TAG)
class PublishedPlanetoidTest {
  private static GraphData read(String name) throws IOException {
    String archive = PublishedData.file("planetoid.tar.gz").toString();
    return Planetoid.read(archive, name, new Configuration(false));
  }

  @Test
  void cora() throws IOException {
    GraphData data = read("cora");
    assertEquals("2708 nodes, 5278 edges, 1433 features", data.graph().toString());
    assertEquals(49_216, data.graph().features().held());
    assertEquals(7, data.classes());
    assertEquals(IntStream.range(0, 140).boxed().toList(), data.nodes(Subset.TRAIN));
    assertEquals(IntStream.range(140, 640).boxed().toList(), data.nodes(Subset.VALIDATION));
    assertEquals(IntStream.range(1708, 2708).boxed().toList(), data.nodes(Subset.TEST));
    assertArrayEquals(new int[] {20, 20, 20, 20, 20, 20, 20}, data.perClass(Subset.TRAIN));
    assertArrayEquals(new int[] {130, 91, 144, 319, 149, 103, 64}, data.perClass(Subset.TEST));
  }

  @Test
  void citeseerHasNodesThatNothingIsKnownOf() throws IOException {
    GraphData data = read("citeseer");
    assertEquals("3327 nodes, 4552 edges, 3703 features", data.graph().toString());
    assertEquals(120, data.nodes(Subset.TRAIN).size());
    assertEquals(500, data.nodes(Subset.VALIDATION).size());
    assertEquals(1000, data.nodes(Subset.TEST).size());
    assertEquals(3326, data.nodes(Subset.TEST).get(999));
    long unknown = data.labels().stream().filter(label -> label < 0).count();
    assertEquals(15, unknown);
    int node = data.labels().indexOf(-1);
    assertTrue(!data.nodes(Subset.TEST).contains(node));
    data.graph()
        .features()
        .forEach(node, (column, value) -> assertEquals(0, value, "feature of " + node));
  }

  /** Features of the tested nodes go to the places that test.index names, not in their order. */
  @Test
  void testedNodesAreInTheirPlaces() throws IOException {
    GraphData data = read("cora");
    // From the files by NumPy: row 0 of tx is node 2692, the first of test.index.
    assertEquals(3, data.labels().get(2692));
    StringBuilder columns = new StringBuilder();
    data.graph().features().forEach(2692, (column, value) -> columns.append(column).append(' '));
    assertEquals(
        "311 314 353 505 510 621 1075 1132 1171 1226 1230 1301 1379 1389 1392 ",
        columns.toString());
  }
}
