package org.leap.jobs.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.config.DataOptions;
import org.leap.jobs.config.ShareOr;

class DataIdentityTest {
  @TempDir private Path dir;

  private String file(String name, String... lines) throws IOException {
    return Files.write(dir.resolve(name), List.of(lines)).toString();
  }

  private static DataOptions seed(long seed) {
    return new DataOptions(
        0,
        0.5,
        DataOptions.Normalization.NONE,
        seed,
        Optional.empty(),
        0,
        DataOptions.OnBadRecord.FAIL,
        0,
        List.of(),
        DataOptions.Cache.NONE);
  }

  private static Map<String, String> identity(DataConfig config) {
    return DataSet.open(config, new Configuration(false)).identity();
  }

  private static DataConfig csv(String file, long seed) {
    return new DataConfig.Csv(
        new DataConfig.Sets(Optional.of(file), Optional.empty(), Optional.empty(), 0.5),
        "label",
        List.of(),
        true,
        ",",
        DataConfig.MissingValues.FAIL,
        DataConfig.Task.CLASSIFICATION,
        seed(seed));
  }

  /** Keys whose values differ. */
  private static Set<String> changed(Map<String, String> one, Map<String, String> other) {
    assertEquals(one.keySet(), other.keySet());
    Set<String> changed = new TreeSet<>(one.keySet());
    changed.removeIf(name -> one.get(name).equals(other.get(name)));
    return changed;
  }

  @Test
  void aCopyIsTheSameAndAnyOtherValueIsNot() throws IOException {
    String file = file("a.csv", "x,y,label", "1,2,cat", "3,4,dog", "5,6,cat", "7,8,dog");
    Map<String, String> identity = identity(csv(file, 1));
    assertTrue(
        identity.get("train set").matches("4 examples, sha256 [0-9a-f]{32}"), identity::toString);

    String copy = file("copy.csv", Files.readAllLines(Path.of(file)).toArray(String[]::new));
    Files.setLastModifiedTime(Path.of(copy), FileTime.fromMillis(1000));
    assertEquals(identity, identity(csv(copy, 1)));
    assertEquals(identity, identity(csv(copy, 2)), "the split is not of the data");

    String value = file("b.csv", "x,y,label", "1,2,cat", "3,4,dog", "5,6,cat", "7,9,dog");
    assertEquals(Set.of("train set"), changed(identity, identity(csv(value, 1))));
    String label = file("c.csv", "x,y,label", "1,2,cat", "3,4,dog", "5,6,dog", "7,8,dog");
    assertEquals(Set.of("train set"), changed(identity, identity(csv(label, 1))));
    String name = file("d.csv", "x,y,label", "1,2,cat", "3,4,eel", "5,6,cat", "7,8,eel");
    assertEquals(Set.of("classes"), changed(identity, identity(csv(name, 1))));
    String order = file("e.csv", "x,y,label", "3,4,dog", "1,2,cat", "5,6,cat", "7,8,dog");
    assertEquals(Set.of("train set"), changed(identity, identity(csv(order, 1))));
  }

  @Test
  void aGraphIsItsEdgesFeaturesAndLabels() throws IOException {
    String features = file("features", "a,1,0", "b,0,1", "c,1,1", "d,1,0");
    String edges = file("edges", "a,b", "b,c", "c,d");
    String labels = file("labels", "a,x", "b,y", "c,x", "d,y");
    Map<String, String> identity = identity(graph(features, edges, labels, 1));
    assertEquals(identity, identity(graph(features, edges, labels, 2)));
    assertEquals(Set.of("classes", "graph", "labels"), identity.keySet());
    assertTrue(identity.get("graph").startsWith("4 nodes, 3 edges, 2 features, sha256 "));
    assertEquals(
        Set.of("graph"),
        changed(
            identity, identity(graph(features, file("other", "a,b", "b,c", "b,d"), labels, 1))));
    assertEquals(
        Set.of("labels"),
        changed(
            identity,
            identity(graph(features, edges, file("turned", "a,y", "b,x", "c,x", "d,y"), 1))));
    assertNotEquals(
        identity,
        identity(graph(file("more", "a,1,0", "b,0,1", "c,1,1", "d,0,0"), edges, labels, 1)));
  }

  private static DataConfig graph(String features, String edges, String labels, long seed) {
    return new DataConfig.EdgeList(
        features,
        DataConfig.FeatureForm.VALUES,
        edges,
        labels,
        new ShareOr<>(0.5, Optional.empty()),
        OptionalDouble.empty(),
        DataConfig.FeatureScaling.NONE,
        seed,
        Optional.empty(),
        0);
  }
}
