package org.leap.jobs.formats.graph;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.lang3.math.NumberUtils;
import org.apache.hadoop.conf.Configuration;
import org.leap.core.graph.NodeGraph;
import org.leap.core.graph.SparseMatrix;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.files.DataStream;
import org.leap.jobs.text.Quoted;

/**
 * The nodes of a graph with their features, from a CSV file of lines {@code node,value,value,...}
 * or a JSON object of arrays {@code {"node": [value, value, ...]}}, or the same with the indices of
 * the features that a node has in place of the values. Nodes are numbered in the order of the file.
 */
final class NodeFeatures {
  private static final String EXPECTED = "a CSV or JSON file of node features";

  /** More than any graph has, and a bound on the first layer of a network. */
  static final int MOST_FEATURES = 1_000_000;

  private final String file;
  private final boolean indices;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final FeatureRows rows = new FeatureRows(0);
  private Line header;

  private NodeFeatures(String file, boolean indices) {
    this.file = file;
    this.indices = indices;
  }

  static NodeFeatures read(String file, boolean indices, Configuration hadoop) throws IOException {
    NodeFeatures features = new NodeFeatures(file, indices);
    String name = file.toLowerCase(Locale.ROOT);
    if (name.endsWith(".json") || name.endsWith(".json.gz")) {
      features.readJson(hadoop);
    } else {
      Line.read(file, EXPECTED, hadoop, features::line);
    }
    if (features.numbers.isEmpty()) {
      throw new BadDataException(file, "has no nodes, expected one a line; use another file");
    }
    if (features.rows.columns() == 0) {
      throw new BadDataException(file, "has no features of any node; use another file");
    }
    return features;
  }

  private void line(Line at) {
    List<String> fields = at.fields();
    if (numbers.isEmpty() && header == null && fields.size() > 1 && allWords(fields)) {
      header = at;
      return;
    }
    try {
      List<Float> values = new ArrayList<>(fields.size() - 1);
      for (int i = 1; i < fields.size(); i++) {
        values.add(number(fields.get(i), i));
      }
      node(fields.get(0), values);
    } catch (IllegalArgumentException e) {
      throw at.bad(e.getMessage());
    }
  }

  /** Beside its name, a node has only numbers. */
  private static boolean allWords(List<String> fields) {
    return fields.stream().skip(1).allMatch(field -> Line.isWord(field) && !isMissing(field));
  }

  private static boolean isMissing(String text) {
    return List.of("nan", "na", "null", "inf", "-inf", "infinity")
        .contains(text.toLowerCase(Locale.ROOT));
  }

  private float number(String text, int place) {
    return indices ? index(text, place) : value(text, place);
  }

  /** Exact, because there are fewer than single precision tells apart. */
  private static float index(String text, int place) {
    int index = text.matches("[0-9]{1,7}") ? Integer.parseInt(text) : MOST_FEATURES;
    if (index >= MOST_FEATURES) {
      throw new IllegalArgumentException(
          "index %s is %s, expected a whole number from 0 to %s; correct it, or set data.featuresAre: values"
              .formatted(place, Quoted.of(text), MOST_FEATURES - 1));
    }
    return index;
  }

  private static float value(String text, int column) {
    float value = NumberUtils.toFloat(text, Float.NaN);
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException(
          "feature %s is %s, expected a finite number; correct it"
              .formatted(column, Quoted.of(text)));
    }
    return value;
  }

  private void node(String name, List<Float> numbersOfNode) {
    if (name.isEmpty() || numbers.putIfAbsent(name, numbers.size()) != null) {
      throw new IllegalArgumentException(
          "node %s occurs twice or has no name; name every node once".formatted(Quoted.of(name)));
    }
    if (numbers.size() > NodeGraph.MOST_NODES) {
      throw new IllegalArgumentException(
          "there are more than %s nodes; use a smaller graph".formatted(NodeGraph.MOST_NODES));
    }
    if (indices) {
      has(name, numbersOfNode);
    } else {
      holds(name, numbersOfNode);
    }
    rows.endRow();
  }

  private void has(String name, List<Float> sorted) {
    Collections.sort(sorted);
    for (int i = 0; i < sorted.size(); i++) {
      int column = sorted.get(i).intValue();
      if (i > 0 && column == sorted.get(i - 1)) {
        throw new IllegalArgumentException(
            "node %s has the feature %s twice; name it once".formatted(Quoted.of(name), column));
      }
      rows.widen(column + 1);
      rows.value(column, 1);
    }
  }

  private void holds(String name, List<Float> values) {
    if (numbers.size() == 1) {
      if (values.isEmpty()) {
        throw new IllegalArgumentException(
            "node %s has no features, expected at least one; write them after its name"
                .formatted(Quoted.of(name)));
      }
      rows.widen(values.size());
    }
    if (values.size() != rows.columns()) {
      throw new IllegalArgumentException(
          "node %s has %s features, expected %s as the first node has; give all nodes as many"
              .formatted(Quoted.of(name), values.size(), rows.columns()));
    }
    for (int column = 0; column < values.size(); column++) {
      rows.value(column, values.get(column));
    }
  }

  private void readJson(Configuration hadoop) throws IOException {
    try (DataStream bytes = DataStream.open(file, EXPECTED, hadoop);
        JsonParser json = new JsonFactory().createParser(bytes.text())) {
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
            file, "line %s: %s".formatted(json.currentLocation().getLineNr(), problem));
      }
    }
  }

  private List<Float> array(JsonParser json) throws IOException {
    List<Float> values = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      values.add(
          number(json.currentToken() == null ? "the end" : json.getText(), values.size() + 1));
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

  /** The line that names the columns, if there is one. */
  Optional<Line> header() {
    return Optional.ofNullable(header);
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
