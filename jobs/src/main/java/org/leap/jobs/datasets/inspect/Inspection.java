package org.leap.jobs.datasets.inspect;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.datasets.GraphSets;
import org.leap.jobs.datasets.PreparedData;
import org.leap.jobs.datasets.Sources;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.formats.graph.GraphData;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.prepared.PreparedManifest;
import org.leap.spark.storage.Folder;

/**
 * What there is to know of a data set.
 *
 * @param sheet examples as a PNG; absent if they are not pictures
 * @param problem what would end a training on these data, of the records that cannot be used
 */
public record Inspection(Facts facts, Optional<byte[]> sheet, Optional<BadDataException> problem) {

  /**
   * Inspects the data that a configuration names; prepared data by its manifest alone.
   *
   * @throws BadDataException if the data cannot be used
   * @throws IOException if the file system cannot be reached
   */
  public static Inspection of(DataConfig config, Configuration hadoop) throws IOException {
    if (config instanceof DataConfig.Prepared prepared) {
      return of(PreparedData.manifest(prepared.path(), Folder.at(prepared.path(), hadoop)));
    }
    if (config instanceof DataConfig.OfGraph graph) {
      return of(graph, GraphSets.stored(graph, hadoop));
    }
    return new SourceInspection(Sources.open(config, hadoop), config, hadoop).inspect();
  }

  /** What was counted when it was prepared. */
  private static Inspection of(PreparedManifest manifest) {
    Map<Subset, List<Long>> perClass = new EnumMap<>(Subset.class);
    long bad = 0;
    for (Subset subset : Subset.values()) {
      var set = manifest.sets().get(PreparedData.name(subset));
      if (set != null) {
        perClass.put(subset, set.perClass().stream().map(Integer::longValue).toList());
        bad += set.badRecords();
      }
    }
    return new Inspection(
        new Facts(
            "prepared",
            shape(manifest.shape()),
            manifest.classNames(),
            Facts.examples(perClass),
            Facts.byName(perClass),
            manifest.mean(),
            manifest.deviation(),
            bad,
            null,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            null,
            List.of()),
        Optional.empty(),
        Optional.empty());
  }

  private static Inspection of(DataConfig.OfGraph config, GraphData data) {
    Map<Subset, List<Long>> perClass = new EnumMap<>(Subset.class);
    for (Subset subset : Subset.values()) {
      if (!data.nodes(subset).isEmpty()) {
        perClass.put(subset, Arrays.stream(data.perClass(subset)).asLongStream().boxed().toList());
      }
    }
    int features = data.graph().features().columns();
    return new Inspection(
        new Facts(
            config.format(),
            List.of(features, 1, 1),
            data.classNames(),
            Facts.examples(perClass),
            Facts.byName(perClass),
            null,
            null,
            0,
            new Facts.Graph(data.graph().nodes(), features, data.graph().edges()),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            null,
            data.remarks()),
        Optional.empty(),
        Optional.empty());
  }

  static List<Integer> shape(ExampleShape shape) {
    return List.of(shape.channels(), shape.height(), shape.width());
  }

  /**
   * What {@code leap data inspect} says about data; its components are the keys of its JSON.
   *
   * @param format as in the configuration
   * @param shape of an example, {@code [channels, height, width]}
   * @param classes their names, in the order of the labels; none where labels are numbers
   * @param examples of each set by its lower-case name; 0 where there is none
   * @param perClass examples of every class, for each set there is; of all where labels are numbers
   * @param mean of every channel of the training set, in units of the stored values; null for a
   *     graph
   * @param standardDeviation of every channel of the training set
   * @param badRecords records that were skipped
   * @param graph null for other data
   * @param featureNames columns that are features, where they have names
   * @param minimum of every feature of a table, in the training set
   * @param maximum of every feature of a table
   * @param missing values of every feature that are not there, in formats that may lack some
   * @param label statistics of the training set's labels where they are numbers; else null
   * @param remarks what somebody should know who looks at the data
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Facts(
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
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Double> minimum,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Double> maximum,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Long> missing,
      Numbers label,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> remarks) {

    /**
     * The size of a graph.
     *
     * @param features of a node
     * @param edges each counted once
     */
    public record Graph(int nodes, int features, long edges) {}

    /** Labels that are numbers. */
    public record Numbers(double minimum, double maximum, double mean, double standardDeviation) {}

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
}
