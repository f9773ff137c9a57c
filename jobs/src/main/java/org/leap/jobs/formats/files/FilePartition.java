package org.leap.jobs.formats.files;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;

/** The records of one file. */
public record FilePartition(DataFile file, Format format) implements Source.Partition {
  private static final long serialVersionUID = 1L;

  /** What makes examples of the content of a file. */
  public interface Format extends Serializable {
    /**
     * Hands over the examples in their order.
     *
     * @throws org.leap.jobs.formats.BadDataException if the file as a whole cannot be used
     */
    void read(DataFile file, DataStream content, Source.Sink sink) throws IOException;
  }

  /**
   * All files of every subset.
   *
   * @param expected what the files should hold, for messages
   */
  public static Map<Subset, List<Source.Partition>> of(
      Map<Subset, String> locations, String expected, Format format, Configuration hadoop)
      throws IOException {
    Map<Subset, List<Source.Partition>> partitions = new EnumMap<>(Subset.class);
    for (var location : locations.entrySet()) {
      List<Source.Partition> files = new ArrayList<>();
      for (DataFile file : DataFile.at(location.getValue(), expected, hadoop)) {
        files.add(new FilePartition(file, format));
      }
      partitions.put(location.getKey(), files);
    }
    return partitions;
  }

  @Override
  public void read(Configuration hadoop, Source.Sink sink) throws IOException {
    file.read(hadoop, content -> format.read(file, content, sink));
  }
}
