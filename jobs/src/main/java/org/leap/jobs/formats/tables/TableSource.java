package org.leap.jobs.formats.tables;

import java.util.List;
import java.util.Map;
import org.leap.jobs.formats.DataNames;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.SourcePart;
import org.leap.jobs.formats.Subset;
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
