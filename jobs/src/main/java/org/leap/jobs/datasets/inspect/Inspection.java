package org.leap.jobs.datasets.inspect;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.datasets.GraphFiles;
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
 */
public record Inspection(DataFacts facts, Optional<byte[]> sheet) {

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
      return of(graph, GraphFiles.stored(graph, hadoop));
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
        new DataFacts(
            "prepared",
            shape(manifest.shape()),
            manifest.classNames(),
            DataFacts.examples(perClass),
            DataFacts.byName(perClass),
            manifest.mean(),
            manifest.deviation(),
            bad,
            null,
            List.of(),
            List.of()),
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
        new DataFacts(
            config.format(),
            List.of(features, 1, 1),
            data.classNames(),
            DataFacts.examples(perClass),
            DataFacts.byName(perClass),
            null,
            null,
            0,
            new DataFacts.Graph(data.graph().nodes(), features, data.graph().edges()),
            List.of(),
            data.remarks()),
        Optional.empty());
  }

  static List<Integer> shape(ExampleShape shape) {
    return List.of(shape.channels(), shape.height(), shape.width());
  }
}
