package org.leap.jobs.data.tables;

import java.util.List;
import java.util.Map;
import org.leap.jobs.data.DataNames;
import org.leap.jobs.data.Source;
import org.leap.jobs.data.SourcePart;
import org.leap.jobs.data.Subset;
import org.leap.spark.data.ExampleShape;

/** A table whose shape, classes and files are known. */
record TableSource(
    ExampleShape shape,
    DataNames names,
    Map<Subset, List<SourcePart>> partsBySubset,
    List<String> remarks)
    implements Source {
  @Override
  public List<String> classNames() {
    return names.classes();
  }

  @Override
  public List<SourcePart> parts(Subset subset) {
    return partsBySubset.getOrDefault(subset, List.of());
  }
}
