package org.leap.jobs.datasets.inspect;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.leap.jobs.datasets.PreparedData;
import org.leap.jobs.formats.Subset;

/**
 * What {@code leap data inspect} says about data; its components are the keys of its JSON.
 *
 * @param format as in the configuration
 * @param shape of an example, {@code [channels, height, width]}
 * @param classes their names, in the order of the labels
 * @param examples of each set by its lower-case name; 0 where there is none
 * @param perClass examples of every class, for each set there is
 * @param mean of every channel of the training set, in units of the stored values; null for a graph
 * @param standardDeviation of every channel of the training set
 * @param badRecords records that were skipped
 * @param graph null for other data
 * @param featureNames columns that are features, where they have names
 * @param remarks what somebody should know who looks at the data
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DataFacts(
    String format,
    List<Integer> shape,
    List<String> classes,
    Map<String, Long> examples,
    Map<String, List<Long>> perClass,
    List<Double> mean,
    List<Double> standardDeviation,
    @JsonIgnore long badRecords,
    @JsonUnwrapped Graph graph,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> featureNames,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> remarks) {

  /**
   * The size of a graph.
   *
   * @param features of a node
   * @param edges each counted once
   */
  public record Graph(int nodes, int features, long edges) {}

  static Map<String, Long> examples(Map<Subset, List<Long>> perClass) {
    Map<String, Long> examples = new LinkedHashMap<>();
    for (Subset subset : Subset.values()) {
      examples.put(
          PreparedData.name(subset),
          perClass.getOrDefault(subset, List.of()).stream().mapToLong(Long::longValue).sum());
    }
    return examples;
  }

  static Map<String, List<Long>> byName(Map<Subset, List<Long>> perClass) {
    Map<String, List<Long>> named = new LinkedHashMap<>();
    perClass.forEach((subset, counts) -> named.put(PreparedData.name(subset), counts));
    return named;
  }
}
