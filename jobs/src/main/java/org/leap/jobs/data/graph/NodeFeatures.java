package org.leap.jobs.data.graph;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.leap.core.graph.NodeGraph;
import org.leap.core.graph.SparseMatrix;
import org.leap.jobs.data.BadDataException;
import org.leap.jobs.data.files.DataStream;
import org.leap.jobs.text.Quoted;

/**
 * The nodes of a graph with their features, from a CSV file of lines {@code node,value,value,...}
 * or a JSON object of arrays {@code {"node": [value, value, ...]}}. Nodes are numbered in the order
 * of the file.
 */
final class NodeFeatures {
  private static final String EXPECTED = "a CSV or JSON file of node features";

  private final String file;
  private final Map<String, Integer> numbers = new HashMap<>();
  private FeatureRows rows;
  private int columns;

  private NodeFeatures(String file) {
    this.file = file;
  }

  static NodeFeatures read(String file, Configuration hadoop) throws IOException {
    NodeFeatures features = new NodeFeatures(file);
    String name = file.toLowerCase(Locale.ROOT);
    if (name.endsWith(".json") || name.endsWith(".json.gz")) {
      features.readJson(hadoop);
    } else {
      Lines.read(file, EXPECTED, hadoop, features::line);
    }
    if (features.numbers.isEmpty()) {
      throw new BadDataException(file, "has no nodes, expected one a line; use another file");
    }
    return features;
  }

  private void line(Lines at, String[] fields) {
    boolean header = at.isFirst() && fields.length > 1 && allWords(fields);
    if (header) {
      return;
    }
    try {
      List<Float> values = new ArrayList<>(fields.length - 1);
      for (int i = 1; i < fields.length; i++) {
        values.add(value(fields[i], i));
      }
      node(fields[0], values);
    } catch (IllegalArgumentException e) {
      throw at.bad(e.getMessage());
    }
  }

  private static boolean allWords(String[] fields) {
    for (int i = 1; i < fields.length; i++) {
      if (!Lines.isWord(fields[i]) || isMissing(fields[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isMissing(String text) {
    return List.of("nan", "na", "null", "inf", "-inf", "infinity")
        .contains(text.toLowerCase(Locale.ROOT));
  }

  private static float value(String text, int column) {
    float value;
    try {
      value = Float.parseFloat(text);
    } catch (NumberFormatException e) {
      value = Float.NaN;
    }
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException(
          "feature %d is %s, expected a finite number; correct it"
              .formatted(column, Quoted.of(text)));
    }
    return value;
  }

  private void node(String name, List<Float> values) {
    if (rows == null) {
      columns = values.size();
      if (columns == 0) {
        throw new IllegalArgumentException(
            "node %s has no features, expected at least one; write them after its name"
                .formatted(Quoted.of(name)));
      }
      rows = new FeatureRows(columns);
    }
    if (values.size() != columns) {
      throw new IllegalArgumentException(
          "node %s has %d features, expected %d as the first node has; give all nodes as many"
              .formatted(Quoted.of(name), values.size(), columns));
    }
    if (name.isEmpty() || numbers.putIfAbsent(name, numbers.size()) != null) {
      throw new IllegalArgumentException(
          "node %s occurs twice or has no name; name every node once".formatted(Quoted.of(name)));
    }
    if (numbers.size() > NodeGraph.MOST_NODES) {
      throw new IllegalArgumentException(
          "there are more than %d nodes; use a smaller graph".formatted(NodeGraph.MOST_NODES));
    }
    for (int column = 0; column < columns; column++) {
      rows.value(column, values.get(column));
    }
    rows.endRow();
  }

  private void readJson(Configuration hadoop) throws IOException {
    try (DataStream bytes = DataStream.open(file, EXPECTED, hadoop);
        JsonParser json = new JsonFactory().createParser(bytes)) {
      try {
        expect(json, json.nextToken(), JsonToken.START_OBJECT, "an object of nodes");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String name = json.currentName();
          expect(json, json.nextToken(), JsonToken.START_ARRAY, "an array of features");
          node(name, array(json));
        }
        expect(json, json.currentToken(), JsonToken.END_OBJECT, "the next node");
      } catch (JsonProcessingException | IllegalArgumentException e) {
        String problem =
            e instanceof JsonProcessingException parsing
                ? Quoted.bare(parsing.getOriginalMessage()) + "; correct it"
                : e.getMessage();
        throw new BadDataException(
            file, "line %d: %s".formatted(json.currentLocation().getLineNr(), problem));
      }
    }
  }

  private static List<Float> array(JsonParser json) throws IOException {
    List<Float> values = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      values.add(
          value(json.currentToken() == null ? "the end" : json.getText(), values.size() + 1));
    }
    return values;
  }

  private static void expect(JsonParser json, JsonToken found, JsonToken wanted, String what)
      throws IOException {
    if (found != wanted) {
      throw new IllegalArgumentException(
          "expected %s, found %s; write {\"node\": [value, ...], ...}"
              .formatted(what, found == null ? "the end" : Quoted.of(json.getText())));
    }
  }

  /** Number of a node; null if there is none of that name. */
  Integer number(String node) {
    return numbers.get(node);
  }

  int nodes() {
    return numbers.size();
  }

  SparseMatrix matrix() {
    return rows.matrix();
  }
}
