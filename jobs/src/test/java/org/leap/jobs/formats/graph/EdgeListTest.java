package org.leap.jobs.formats.graph;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.leap.jobs.formats.Collected.assertBad;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.leap.jobs.config.ConfigLoader;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.datasets.GraphSets;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.Subset;

class EdgeListTest {
  private static final String FEATURES = "node,f1,f2\na,1,0\nb,0,2.5\nc,0,0\nd,-1,3e-2\n";
  private static final String EDGES = "from,to\na,b\nb,a\nc,d\n";
  private static final String LABELS = "node,class\na,red\nb,blue\nd,red\n";
  private static final String SPLIT = "node,set\na,train\nb,validation\nd,test\n";

  @TempDir private Path folder;

  private String file(String name, String content) {
    try {
      return Files.writeString(folder.resolve(name), content).toString();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private GraphData read(String features, String edges, String labels, String split)
      throws IOException {
    return EdgeList.read(
        new EdgeList.Files(
            file(features.startsWith("{") ? "f.json" : "f.csv", features),
            false,
            file("e.csv", edges),
            file("l.csv", labels),
            split == null ? null : file("s.csv", split)),
        new EdgeList.Shares(0.5, 0, 7),
        new Configuration(false));
  }

  private String refusal(String features, String edges, String labels, String split) {
    String message =
        assertThrows(BadDataException.class, () -> read(features, edges, labels, split))
            .getMessage();
    return message.replace(folder + "/", "");
  }

  @Test
  void readsFourFiles() throws IOException {
    GraphData data = read(FEATURES, EDGES, LABELS, SPLIT);
    assertEquals("4 nodes, 2 edges, 2 features", data.graph().toString());
    assertEquals("4 x 2, 4 values", data.graph().features().toString());
    assertEquals(List.of("blue", "red"), data.classNames());
    assertEquals(List.of(1, 0, -1, 1), data.labels());
    assertEquals(List.of(0), data.nodes(Subset.TRAIN));
    assertEquals(List.of(1), data.nodes(Subset.VALIDATION));
    assertEquals(List.of(3), data.nodes(Subset.TEST));
  }

  @Test
  void headersMayBeLeftOutAndFeaturesMayBeJson() throws IOException {
    GraphData json =
        read(
            "{\"0\": [1, 0], \"1\": [0, 2.5], \"2\": [0, 0]}",
            "0,1\n1,2\n",
            "0,10\n1,9\n2,9",
            null);
    GraphData csv = read("0,1,0\n1,0,2.5\n2,0,0\n", "0,1\n1,2", "0,10\n1,9\n2,9\n", null);
    assertEquals(csv, json);
    assertEquals(List.of("9", "10"), csv.classNames());
    assertEquals(List.of(1, 0, 0), csv.labels());
  }

  @Test
  void drawnSubsetsDependOnTheSeed() throws IOException {
    StringBuilder features = new StringBuilder();
    StringBuilder labels = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      features.append(i).append(",1\n");
      labels.append(i).append(',').append(i % 2).append('\n');
    }
    EdgeList.Files files =
        new EdgeList.Files(
            file("f.csv", features.toString()),
            false,
            file("e.csv", "0,1\n"),
            file("l.csv", labels.toString()),
            null);
    Configuration hadoop = new Configuration(false);
    GraphData first = EdgeList.read(files, new EdgeList.Shares(0.8, 0.25, 1), hadoop);
    assertEquals(24, first.nodes(Subset.TRAIN).size());
    assertEquals(8, first.nodes(Subset.VALIDATION).size());
    assertEquals(8, first.nodes(Subset.TEST).size());
    assertEquals(first, EdgeList.read(files, new EdgeList.Shares(0.8, 0.25, 1), hadoop));
    assertNotEquals(
        first.nodes(Subset.TEST),
        EdgeList.read(files, new EdgeList.Shares(0.8, 0.25, 2), hadoop).nodes(Subset.TEST));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,1,2;b,3|f.csv: line 2: node \"b\" has 1 features, expected 2 as the first node has; give all nodes as many",
        "a,1,nan;b,3,4|f.csv: line 1: feature 2 is \"nan\", expected a finite number; correct it",
        "a,1,2;b,,4|f.csv: line 2: feature 1 is \"\", expected a finite number; correct it",
        "a,1,2;a,3,4|f.csv: line 2: node \"a\" occurs twice or has no name; name every node once",
        "a,1,1e999|f.csv: line 1: feature 2 is \"1e999\", expected a finite number; correct it",
        "a|f.csv: line 1: node \"a\" has no features, expected at least one; write them after its name",
        "''|f.csv: has no nodes, expected one a line; use another file",
        "{'\"a\"': [1, '\"x\"']}|f.json: line 1: feature 2 is \"x\", expected a finite number; correct it",
        "{'\"a\"': [1], '\"b\"': [[1]]}|f.json: line 1: feature 1 is \"[\", expected a finite number; correct it",
        "{'\"a\"': [1], '\"b\"': 3}|f.json: line 1: expected an array of features, found \"3\"; write {\"node\": [value, ...], ...}"
      })
  void badFeatures(String features, String message) {
    assertEquals(
        message, refusal(features.replace(';', '\n').replace("'", ""), EDGES, LABELS, SPLIT));
  }

  @Test
  void badEdges() {
    assertEquals(
        "e.csv: line 2: there is no node \"x\" in f.csv; give it features there or remove the line",
        refusal(FEATURES, "a,b\na,x\n", LABELS, SPLIT));
    assertEquals(
        "e.csv: line 1: there is no node \"7\" in f.csv; give it features there or remove the line",
        refusal(FEATURES, "7,8\n", LABELS, SPLIT));
    assertEquals(
        "e.csv: line 1: 3 fields, expected 2; write one pair a line, with a comma between",
        refusal(FEATURES, "a,b,c\n", LABELS, SPLIT));
  }

  @Test
  void badLabels() {
    assertEquals(
        "l.csv: line 3: node \"a\" has \"blue\" and had \"red\"; keep one of the lines",
        refusal(FEATURES, EDGES, "a,red\nb,blue\na,blue\n", SPLIT));
    assertEquals(
        "l.csv: the classes are [red], expected at least two; label nodes of each class",
        refusal(FEATURES, EDGES, "a,red\n", SPLIT));
  }

  @Test
  void badSplits() {
    assertEquals(
        "s.csv: line 1: the subset is \"dev\", expected train, validation or test",
        refusal(FEATURES, EDGES, LABELS, "a,dev\n"));
    assertEquals(
        "s.csv: line 2: node \"c\" has no class in l.csv; label it or remove the line",
        refusal(FEATURES, EDGES, LABELS, "a,train\nc,test\n"));
    assertEquals(
        "s.csv: no node is of the subset test; name some",
        refusal(FEATURES, EDGES, LABELS, "a,train\n"));
    String tooFew =
        assertThrows(
                BadDataException.class,
                () ->
                    EdgeList.read(
                        new EdgeList.Files(
                            file("f.csv", FEATURES),
                            false,
                            file("e.csv", EDGES),
                            file("l.csv", LABELS),
                            null),
                        new EdgeList.Shares(0.9, 0, 7),
                        new Configuration(false)))
            .getMessage();
    assertEquals(
        folder
            + "/l.csv: holding back 0.100 of 3 labelled nodes leaves an empty set; change data.split or data.validation, or label more nodes",
        tooFew);
  }

  /** The same graph as words of every node, in the form of a graph that has values. */
  @Test
  void indicesAreTheFeaturesThatANodeHas() throws Exception {
    GraphData values = read("0,1,0,0\n1,0,1,1\n2,0,0,0\n", "0,1\n", "0,a\n1,b\n2,b\n", null);
    assertEquals(values, withIndices("{\"0\": [0], \"1\": [2, 1], \"2\": []}"));
    assertEquals(values, withIndices("0,0\n1,2,1\n2\n"));
  }

  private GraphData withIndices(String features) throws Exception {
    String data =
        "data: {format: edgelist, features: %s, featuresAre: indices, edges: %s, labels: %s, split: 0.5, seed: 7, normalize: none}"
            .formatted(
                file(features.startsWith("{") ? "i.json" : "i.csv", features),
                file("e.csv", "0,1\n"),
                file("l.csv", "0,a\n1,b\n2,b\n"));
    return GraphSets.read(graph(data), new Configuration(false));
  }

  private DataConfig.OfGraph graph(String data) throws Exception {
    return (DataConfig.OfGraph)
        ConfigLoader.loadData(Path.of(file("data.yaml", data)), List.of(), Map.of());
  }

  @Test
  void badIndices() {
    assertEquals(
        "index 2 is \"1.5\", expected a whole number from 0 to 999999; correct it, or set data.featuresAre: values",
        indexRefusal("{\"0\": [0, 1.5]}"));
    assertEquals(
        "index 1 is \"-1\", expected a whole number from 0 to 999999; correct it, or set data.featuresAre: values",
        indexRefusal("{\"0\": [-1]}"));
    assertEquals(
        "node \"1\" has the feature 3 twice; name it once",
        indexRefusal("{\"0\": [3], \"1\": [3, 0, 3]}"));
    assertEquals("has no features of any node; use another file", indexRefusal("{\"0\": []}"));
  }

  private String indexRefusal(String features) {
    return assertThrows(BadDataException.class, () -> withIndices(features))
        .getMessage()
        .replaceFirst(".*i.json: (line [0-9]+: )?", "");
  }

  /**
   * A made graph in the form and of the size of MUSAE's pages of Facebook; none is published here.
   */
  @Test
  void wordsOf22470Nodes() throws Exception {
    int nodes = 22_470;
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder features = new StringBuilder("{");
    StringBuilder edges = new StringBuilder("id_1,id_2\n");
    StringBuilder labels = new StringBuilder("id,page_type\n");
    List<String> types = List.of("tvshow", "government", "company", "politician");
    long held = 0;
    for (int node = 0; node < nodes; node++) {
      int[] words = random.ints(random.nextInt(1, 30), 0, 4714).distinct().toArray();
      held += words.length;
      features
          .append(node == 0 ? "" : ", ")
          .append("\"%s\": ".formatted(node))
          .append(IntStream.of(words).boxed().collect(Collectors.toList()));
      for (int edge = 0; edge < 8; edge++) {
        edges.append(node).append(',').append(random.nextInt(nodes)).append('\n');
      }
      labels.append(node).append(',').append(types.get(node % 4)).append('\n');
    }
    GraphData data =
        GraphSets.read(
            graph(
                "data: {format: edgelist, features: %s, featuresAre: indices, edges: %s, labels: %s}"
                    .formatted(
                        file("musae_facebook_features.json", features + "}"),
                        file("musae_facebook_edges.csv", edges.toString()),
                        file("musae_facebook_target.csv", labels.toString()))),
            new Configuration(false));
    assertEquals(nodes, data.graph().nodes());
    assertEquals(4714, data.graph().features().columns());
    assertEquals(held, data.graph().features().held());
    assertEquals(List.of("company", "government", "politician", "tvshow"), data.classNames());
    assertEquals(17_976, data.nodes(Subset.TRAIN).size());
    float[] sum = new float[1];
    data.graph().features().forEach(7, (column, value) -> sum[0] += value);
    assertEquals(1, sum[0], 1e-5f);
  }

  @Test
  void byteOrderMarkLosesNoNode() throws IOException {
    String features = "0,1,0\n1,0,2.5\n2,0,0\n3,1,1\n";
    String edges = "0,1\n1,2\n";
    String labels = "0,red\n1,blue\n2,red\n3,blue\n";
    String split = "0,train\n1,train\n2,validation\n3,test\n";
    GraphData plain = read(features, edges, labels, split);
    assertEquals(plain, read("\uFEFF" + features, edges, labels, split));
    assertEquals(plain, read(features, "\uFEFF" + edges, labels, split));
    assertEquals(plain, read(features, edges, "\uFEFF" + labels, split));
    assertEquals(plain, read(features, edges, labels, "\uFEFF" + split));
    String json = "{\"0\": [1, 0], \"1\": [0, 2.5], \"2\": [0, 0], \"3\": [1, 1]}";
    Files.writeString(folder.resolve("marked.json"), "\uFEFF" + json);
    assertEquals(
        plain.graph().features(),
        NodeFeatures.read(folder + "/marked.json", false, new Configuration(false)).matrix());
  }

  @Test
  void textThatIsNotUtf8IsRefusedWithLineAndByte() throws IOException {
    Path labels = folder.resolve("l.csv");
    Path json = folder.resolve("f.json");
    Files.write(json, "{\"a\": [1],\n\"Gr\u00f6\u00dfe\": [2]}".getBytes(ISO_8859_1));
    assertBad(
        () -> NodeFeatures.read(json.toString(), false, new Configuration(false)),
        json + ": line 2: byte 14 (0xf6) is not UTF-8 text; save the file as UTF-8");
    Files.write(labels, "a,Gr\u00f6\u00dfe\nb,Gr\u00fc\u00dfe\n".getBytes(ISO_8859_1));
    EdgeList.Files files =
        new EdgeList.Files(
            file("f.csv", FEATURES), false, file("e.csv", EDGES), labels.toString(), null);
    assertBad(
        () -> EdgeList.read(files, new EdgeList.Shares(0.5, 0, 7), new Configuration(false)),
        labels + ": line 1: byte 4 (0xf6) is not UTF-8 text; save the file as UTF-8");
  }

  @Test
  void missingLabelsAreNoClasses() {
    for (String missing : List.of("", "NA", "?", "NaN", "null")) {
      assertEquals(
          "l.csv: line 3: node \"d\" has the class \""
              + missing
              + "\", which stands for none; remove the line, or give the class another name",
          refusal(FEATURES, EDGES, "a,red\nb,blue\nd," + missing + "\n", null));
    }
  }

  @Test
  void numbersThatAreEqualAreOneClass() throws IOException {
    GraphData data = read(FEATURES, EDGES, "a,10\nb,9.0\nc,+9\nd,-1\n", null);
    assertEquals(List.of("-1", "9", "10"), data.classNames());
    assertEquals(List.of(2, 1, 1, 0), data.labels());
  }

  @Test
  void firstLineIsAHeaderOnlyIfTheOthersProveIt() throws IOException {
    assertEquals(
        "l.csv: line 1: there is no node \"A\" in f.csv; give it features there or remove the line",
        refusal(FEATURES, EDGES, "A,red\nb,blue\nd,red\n", SPLIT));
    assertEquals(
        "s.csv: line 1: there is no node \"A\" in f.csv; give it features there or remove the line",
        refusal(FEATURES, EDGES, LABELS, "A,train\nb,train\nd,test\n"));
    assertEquals(
        "e.csv: line 1: there is no node \"A\" in f.csv; give it features there or remove the line",
        refusal(FEATURES, "A,b\nb,c\n", LABELS, SPLIT));
    assertEquals(
        "e.csv: line 1: there is no node \"x\" in f.csv; give it features there or remove the line",
        refusal(FEATURES, "x,y\n", LABELS, SPLIT));
    assertEquals(
        "l.csv: line 2: there is no node \"node\" in f.csv; give it features there or remove the line",
        refusal(FEATURES, EDGES, "a,red\nnode,class\nb,blue\n", SPLIT));
  }
}
