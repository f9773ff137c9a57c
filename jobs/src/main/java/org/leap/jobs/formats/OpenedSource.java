package org.leap.jobs.formats;

import java.util.List;
import java.util.Map;
import org.leap.spark.data.ExampleShape;

/**
 * A source that was opened once and for all: shape, names and files are known.
 *
 * @param partitionsBySubset nothing for a subset that it does not have
 */
public record OpenedSource(
    ExampleShape shape,
    DataNames names,
    Map<Subset, List<SourcePartition>> partitionsBySubset,
    List<String> remarks)
    implements Source {
  @Override
  public List<String> classNames() {
    return names.classes();
  }

  @Override
  public List<SourcePartition> partitions(Subset subset) {
    return partitionsBySubset.getOrDefault(subset, List.of());
  }
}
