package org.leap.jobs.formats.tables;

import java.util.List;
import java.util.Map;
import org.leap.jobs.formats.DataNames;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.SourcePartition;
import org.leap.jobs.formats.Subset;
import org.leap.spark.data.ExampleShape;

/** A table whose shape, classes and files are known. */
record TableSource(
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
