package org.leap.jobs.datasets;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.leap.core.noise.SeedDerivation;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.config.DataConfig.NodeSplit;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.formats.graph.GraphData;
import org.leap.spark.data.Placement;

/** Which nodes of a graph train, validate and test, and under which labels, where that is drawn. */
final class NodeDraw {
  private static final long SPLIT = 42;

  private NodeDraw() {}

  /** The graph as its configuration wants it. */
  static GraphData of(DataConfig.OfGraph config, GraphData stored) {
    GraphData split =
        config instanceof DataConfig.Planetoid planetoid && planetoid.split().isPresent()
            ? split(planetoid, planetoid.split().get(), stored)
            : stored;
    TrainingDraw draw = new TrainingDraw(config.options(), split.classes());
    int[] all = split.nodes(Subset.TRAIN).stream().mapToInt(Integer::intValue).toArray();
    int[] nodes = draw.rows(all, split.labels()::get);
    Map<Subset, List<Integer>> subsets = new EnumMap<>(split.subsets());
    subsets.put(Subset.TRAIN, IntStream.of(nodes).boxed().toList());
    List<Integer> labels = new ArrayList<>(split.labels());
    int[] newLabels = draw.newLabels(nodes);
    for (int i = 0; i < nodes.length; i++) {
      if (newLabels[i] >= 0) {
        labels.set(nodes[i], newLabels[i]);
      }
    }
    return split.with(subsets, labels);
  }

  /** So many of each class train; of all others the first validate and the next test. */
  private static GraphData split(DataConfig.Planetoid config, NodeSplit split, GraphData stored) {
    int[] labelled =
        IntStream.range(0, stored.labels().size())
            .filter(node -> stored.labels().get(node) >= 0)
            .toArray();
    int[] ofClass = new int[stored.classes()];
    Map<Subset, List<Integer>> subsets = new EnumMap<>(Subset.class);
    Subset.ALL.forEach(subset -> subsets.put(subset, new ArrayList<>()));
    for (int place :
        Placement.order(labelled.length, SeedDerivation.derive(config.seed(), SPLIT))) {
      int node = labelled[place];
      Subset subset =
          ofClass[stored.labels().get(node)]++ < split.perClass()
              ? Subset.TRAIN
              : subsets.get(Subset.VALIDATION).size() < split.validation()
                  ? Subset.VALIDATION
                  : Subset.TEST;
      if (subset != Subset.TEST || subsets.get(subset).size() < split.test()) {
        subsets.get(subset).add(node);
      }
    }
    for (int k = 0; k < ofClass.length; k++) {
      if (ofClass[k] < split.perClass()) {
        throw new BadDataException(
            config.path(),
            "class %s of graph %s has %s labelled nodes, fewer than data.split.perClass (%s); lower it"
                .formatted(
                    stored.classNames().get(k), config.name(), ofClass[k], split.perClass()));
      }
    }
    if (subsets.get(Subset.TEST).size() < split.test()) {
      throw new BadDataException(
          config.path(),
          "graph %s has %s labelled nodes, too few for data.split: %s train, %s validate and %s test; lower them"
              .formatted(
                  config.name(),
                  labelled.length,
                  subsets.get(Subset.TRAIN).size(),
                  split.validation(),
                  split.test()));
    }
    subsets.values().forEach(Collections::sort);
    return stored.with(subsets, stored.labels());
  }
}
