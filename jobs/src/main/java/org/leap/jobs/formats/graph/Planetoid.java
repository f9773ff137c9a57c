package org.leap.jobs.formats.graph;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.leap.core.graph.NodeGraph;
import org.leap.core.graph.SparseMatrix;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.MemoryBound;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.formats.files.DataStream;
import org.leap.jobs.formats.files.FileTree;
import org.leap.jobs.formats.files.TreeFile;
import org.leap.jobs.text.Quoted;

/**
 * Citation graphs in the form Yang et al. (ICML 2016) published them: {@code
 * ind.NAME.{x,tx,allx,y,ty,ally,graph,test.index}}, all but the last pickles. The first nodes are
 * those of {@code allx}, of which {@code x} train and the next 500 validate; the tested ones are
 * numbered in {@code test.index}. CiteSeer has nodes between those numbers that nothing is known
 * of: they get neither features nor label.
 */
public final class Planetoid {
  private static final List<String> FILES =
      List.of("x", "tx", "allx", "y", "ty", "ally", "graph", "test.index");
  private static final int VALIDATION = 500;
  private static final int LARGEST_FILE = 1 << 30;

  /** Bytes that a byte of a pickle becomes at most: a small number is an object here. */
  private static final long PER_BYTE = 8;

  private final String location;
  private final String name;
  private final Map<String, byte[]> contents = new HashMap<>();
  private final Map<String, String> fileNames = new HashMap<>();

  private Planetoid(String location, String name) {
    this.location = location;
    this.name = name;
  }

  /**
   * Reads the graph.
   *
   * @param location folder or archive of the files
   * @param name of the graph, such as {@code cora}
   * @throws BadDataException if the files cannot be used
   * @throws IOException if the file system cannot be reached
   */
  public static GraphData read(String location, String name, Configuration hadoop)
      throws IOException {
    Planetoid files = new Planetoid(location, name);
    files.load(hadoop);
    return files.data();
  }

  private void load(Configuration hadoop) throws IOException {
    FileTree tree = FileTree.at(location);
    List<TreeFile> wanted = new ArrayList<>();
    TreeSet<String> names = new TreeSet<>();
    for (TreeFile file : tree.list(hadoop)) {
      String[] parts = file.name().split("\\.", 3);
      if (parts.length == 3 && parts[0].equals("ind") && FILES.contains(parts[2])) {
        names.add(parts[1]);
        if (parts[1].equals(name) && fileNames.put(parts[2], tree.nameOf(file)) == null) {
          wanted.add(file);
        }
      }
    }
    for (String file : FILES) {
      if (!fileNames.containsKey(file)) {
        throw new BadDataException(
            location,
            "holds no file ind.%s.%s; %s"
                .formatted(
                    name,
                    file,
                    names.isEmpty()
                        ? "name a folder or archive of the planetoid files"
                        : "its graphs are " + Quoted.bareList(names)));
      }
    }
    MemoryBound.OF_THIS_PROCESS.check(
        location,
        "the graph " + name,
        PER_BYTE * wanted.stream().mapToLong(TreeFile::size).sum(),
        "give the process more memory (LEAP_MEMORY, spark.driver.memory)");
    tree.read(wanted, hadoop, this::keep);
  }

  private void keep(TreeFile file, DataStream content) throws IOException {
    byte[] bytes = content.readNBytes(LARGEST_FILE);
    if (bytes.length == LARGEST_FILE) {
      throw new BadDataException(content.name(), "holds a gigabyte or more; use the real file");
    }
    contents.put(file.name().split("\\.", 3)[2], bytes);
  }

  private GraphData data() {
    SparseMatrix known = matrix("allx");
    SparseMatrix tested = matrix("tx");
    PickledArray knownLabels = array("ally", known.rows());
    PickledArray testLabels = array("ty", tested.rows());
    int classes = knownLabels.shape().get(1);
    int train = matrix("x").rows();
    int[] test = testNodes(tested.rows(), known.rows());
    int nodes = Math.max(known.rows(), Arrays.stream(test).max().orElse(-1) + 1);
    if (known.columns() != tested.columns() || testLabels.shape().get(1) != classes) {
      throw bad("tx", "it has other features or classes than allx; use files of one graph");
    }
    if (train + VALIDATION > known.rows() || array("y", train).shape().get(1) != classes) {
      throw bad(
          "x",
          "%s nodes cannot train and %s validate of %s; use files of one graph"
              .formatted(train, VALIDATION, known.rows()));
    }
    Integer[] labels = new Integer[nodes];
    Arrays.fill(labels, -1);
    for (int node = 0; node < known.rows(); node++) {
      labels[node] = label("ally", knownLabels, node);
    }
    for (int row = 0; row < test.length; row++) {
      labels[test[row]] = label("ty", testLabels, row);
    }
    SparseMatrix features = FeatureRows.placed(known, tested, test, nodes);
    List<Integer> rising = Arrays.stream(test).sorted().boxed().toList();
    refuseUnlabelled(labels, train, rising);
    return new GraphData(
        graph(features),
        List.of(labels),
        IntStream.range(0, classes).mapToObj(String::valueOf).toList(),
        Map.of(
            Subset.TRAIN, IntStream.range(0, train).boxed().toList(),
            Subset.VALIDATION, IntStream.range(train, train + VALIDATION).boxed().toList(),
            Subset.TEST, rising),
        List.of());
  }

  private void refuseUnlabelled(Integer[] labels, int train, List<Integer> test) {
    List<Integer> needed = new ArrayList<>(test);
    IntStream.range(0, train + VALIDATION).forEach(needed::add);
    for (int node : needed) {
      if (labels[node] < 0) {
        throw bad(
            node < train + VALIDATION ? "ally" : "ty",
            "node %s has no class; use the files as they were published".formatted(node));
      }
    }
  }

  private Object pickled(String file) {
    return Pickle.read(fileNames.get(file), contents.get(file));
  }

  private SparseMatrix matrix(String file) {
    if (!(pickled(file) instanceof PickledArray.Matrix matrix)) {
      throw bad(file, "expected a sparse matrix; use the files as they were published");
    }
    try {
      return matrix.matrix();
    } catch (IllegalArgumentException e) {
      throw bad(file, e.getMessage() + "; use the files as they were published");
    }
  }

  private PickledArray array(String file, int rows) {
    if (!(pickled(file) instanceof PickledArray array
        && array.shape().size() == 2
        && array.shape().get(0) == rows
        && array.shape().get(1) > 1)) {
      throw bad(
          file, "expected an array of %s rows of classes; use files of one graph".formatted(rows));
    }
    return array;
  }

  /** The class whose column is 1; -1 for a row of zeros. */
  private int label(String file, PickledArray labels, int row) {
    int label = -1;
    for (int c = 0; c < labels.shape().get(1); c++) {
      double value = labels.value(row, c);
      if ((value != 0 && value != 1) || (value == 1 && label >= 0)) {
        throw bad(
            file, "row %s is not one class; use the files as they were published".formatted(row));
      }
      label = value == 1 ? c : label;
    }
    return label;
  }

  private int[] testNodes(int rows, int known) {
    String[] lines = new String(contents.get("test.index"), US_ASCII).strip().split("\\s+", -1);
    int[] nodes = new int[lines.length];
    TreeSet<Integer> seen = new TreeSet<>();
    // Nodes that nothing is known of lie between the others, so they cannot be many more.
    long most = (long) known + 2L * rows + 1000;
    for (int i = 0; i < lines.length; i++) {
      if (!lines[i].matches("[0-9]{1,9}")) {
        throw bad(
            "test.index",
            "line %s: %s is no node; use the files as they were published"
                .formatted(i + 1, Quoted.of(lines[i])));
      }
      nodes[i] = Integer.parseInt(lines[i]);
      if (nodes[i] < known || nodes[i] >= most || !seen.add(nodes[i])) {
        throw bad(
            "test.index",
            "line %s: node %s occurs twice or is not in %s to %s; use files of one graph"
                .formatted(i + 1, nodes[i], known, most - 1));
      }
    }
    if (nodes.length != rows) {
      throw bad(
          "test.index",
          "it numbers %s nodes, but tx has %s rows; use files of one graph"
              .formatted(nodes.length, rows));
    }
    return nodes;
  }

  private NodeGraph graph(SparseMatrix features) {
    if (!(pickled("graph") instanceof Map<?, ?> neighboursOf)) {
      throw bad("graph", "expected a dictionary; use the files as they were published");
    }
    // A pickle may name one list many times: count before anything is copied.
    long most = contents.get("graph").length;
    GraphData.Edges edges = new GraphData.Edges(features.rows());
    List<Long> nodes = new ArrayList<>();
    for (Object node : neighboursOf.keySet()) {
      if (!(node instanceof Long number && neighboursOf.get(node) instanceof List<?> others)) {
        throw bad("graph", "expected lists of neighbours; use the files as they were published");
      }
      nodes.add(number);
      most -= others.size();
    }
    if (most < 0) {
      throw bad("graph", "it names more edges than it can hold; use the real file");
    }
    Collections.sort(nodes);
    try {
      for (long node : nodes) {
        for (Object other : (List<?>) neighboursOf.get(node)) {
          edges.add(node, other instanceof Long number ? number : -1);
        }
      }
    } catch (IllegalArgumentException e) {
      throw bad("graph", e.getMessage() + "; use files of one graph");
    }
    return edges.graph(features);
  }

  private BadDataException bad(String file, String problem) {
    return new BadDataException(fileNames.get(file), problem);
  }
}
