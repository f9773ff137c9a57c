package org.leap.jobs.datasets;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.formats.graph.GraphData;
import org.leap.jobs.formats.graph.GraphFiles;

/** What {@code leap data inspect} says about a graph. */
final class GraphInspection {
  private GraphInspection() {}

  static Inspection of(DataConfig.OfGraph config, Configuration hadoop) throws IOException {
    GraphData data = GraphFiles.stored(config, hadoop);
    Map<String, Long> examples = new LinkedHashMap<>();
    Map<String, List<Long>> perClass = new LinkedHashMap<>();
    for (Subset subset : Subset.values()) {
      String name = PreparedData.name(subset);
      long count = data.nodes(subset).size();
      examples.put(name, count);
      if (count > 0) {
        perClass.put(name, Arrays.stream(data.perClass(subset)).mapToObj(Long::valueOf).toList());
      }
    }
    int features = data.graph().features().columns();
    DataFacts facts =
        new DataFacts(
            config instanceof DataConfig.Planetoid ? "planetoid" : "edgelist",
            List.of(features, 1, 1),
            data.classNames(),
            examples,
            perClass,
            null,
            null,
            0,
            data.graph().nodes(),
            features,
            (long) data.graph().edges(),
            List.of(),
            data.remarks());
    return new Inspection(facts, Optional.empty());
  }
}
