package org.leap.jobs.formats.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.function.IOConsumer;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;

/**
 * A file that is read on its own, decompressed if it is gzip.
 *
 * @param name how messages name it
 * @param tree the tree it is in, unless it is named by itself
 * @param file its place in the tree
 */
public record DataFile(String name, FileTree tree, TreeFile file) implements Serializable {
  /**
   * The file at a location, or the files of the folder or archive that is there, in its order.
   *
   * @param expected what the files should hold, for messages: {@code "CSV files"}
   * @throws BadDataException if there is nothing to read
   */
  public static List<DataFile> at(String location, String expected, Configuration hadoop)
      throws IOException {
    if (!FileTree.isArchive(location) && !isFolder(location, expected, hadoop)) {
      return List.of(new DataFile(location, null, null));
    }
    FileTree tree = FileTree.at(location);
    return tree.list(hadoop).stream()
        .map(file -> new DataFile(tree.nameOf(file), tree, file))
        .toList();
  }

  private static boolean isFolder(String location, String expected, Configuration hadoop)
      throws IOException {
    return DataStream.ask(
        location,
        hadoop,
        (path, files) -> {
          try {
            return files.getFileStatus(path).isDirectory();
          } catch (FileNotFoundException e) {
            throw new BadDataException(
                location, "does not exist, expected %s; check the path".formatted(expected), e);
          }
        });
  }

  /** Whether it was named by itself, not as one of a folder. */
  public boolean isAlone() {
    return tree == null;
  }

  /** The last part of the name, without {@code .gz}. */
  public String baseName() {
    String last = name.substring(name.lastIndexOf('/') + 1);
    return last.endsWith(".gz") ? last.substring(0, last.length() - 3) : last;
  }

  /** Opens the file, and has its content read, decompressed if the file is gzip. */
  public void read(Configuration hadoop, IOConsumer<DataStream> reader) throws IOException {
    if (tree == null) {
      try (DataStream content = DataStream.open(name, "a file", hadoop)) {
        whole(content, reader);
      }
    } else {
      tree.read(List.of(file), hadoop, (file, content) -> whole(content.decompressed(), reader));
    }
  }

  private static void whole(DataStream content, IOConsumer<DataStream> reader) throws IOException {
    reader.accept(content);
    content.drain();
  }

  /** The records of one file. */
  public record Partition(DataFile file, Format format) implements Source.Partition {
    private static final long serialVersionUID = 1L;

    /** What makes examples of the content of a file. */
    public interface Format extends Serializable {
      /** Hands over the examples in their order. */
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
          files.add(new Partition(file, format));
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
}
