package org.leap.jobs.formats.images;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.files.DataStream;
import org.leap.jobs.formats.files.FileTree;
import org.leap.jobs.formats.files.TreeFile;

/**
 * The first image of a tree that can be decoded: unless the user says otherwise, all must be like
 * it.
 */
record FirstImage(String name, Planes picture) {

  /**
   * @param files in the order of the tree
   * @throws BadDataException if none can be decoded; it is about the first
   */
  static FirstImage of(FileTree tree, List<TreeFile> files, Configuration hadoop)
      throws IOException {
    Search search = new Search();
    try (ImageDecoder decoder = new ImageDecoder()) {
      int from = 0;
      // Doubled, because every batch of a compressed archive passes over what lies before it.
      for (int batch = 1; search.found == null && from < files.size(); batch *= 2) {
        int to = Math.min(files.size(), from + batch);
        tree.read(
            files.subList(from, to), hadoop, (file, content) -> search.look(decoder, content));
        from = to;
      }
    }
    if (search.found == null) {
      throw search.problem;
    }
    return search.found;
  }

  private static final class Search {
    private FirstImage found;
    private BadDataException problem;

    void look(ImageDecoder decoder, DataStream content) throws IOException {
      if (found != null) {
        return;
      }
      try {
        found = new FirstImage(content.name(), decoder.decode(content));
      } catch (BadDataException e) {
        problem = problem == null ? e : problem;
      }
    }
  }
}
