package org.leap.jobs.data.images;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.data.BadDataException;
import org.leap.jobs.data.files.FileTree;
import org.leap.jobs.data.files.TreeFile;

/** Finds the one size and number of channels that all images agree on. */
final class ImageHeaders {
  private static final int BATCH = 256;

  private final OptionalInt channels;
  private final Configuration hadoop;
  private Found first;
  private BadDataException firstProblem;

  private record Found(String name, ImageHeader header) {}

  /**
   * @param channels given by the user, else all images must agree
   */
  ImageHeaders(OptionalInt channels, Configuration hadoop) {
    this.channels = channels;
    this.hadoop = hadoop;
  }

  /**
   * Looks at some images. Those without a header are left to whoever decodes them.
   *
   * @param sized whether all must have one size
   * @throws BadDataException if two images differ
   */
  void add(FileTree tree, List<TreeFile> files, boolean sized) throws IOException {
    List<List<TreeFile>> batches = new ArrayList<>();
    int batch = tree.sequential() ? files.size() : BATCH;
    for (int from = 0; from < files.size(); from += batch) {
      batches.add(files.subList(from, Math.min(files.size(), from + batch)));
    }
    List<List<Object>> found;
    try {
      found =
          IntStream.range(0, batches.size())
              .parallel()
              .mapToObj(i -> read(tree, batches.get(i)))
              .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    found.forEach(results -> results.forEach(result -> compare(result, sized)));
  }

  private List<Object> read(FileTree tree, List<TreeFile> files) {
    List<Object> results = new ArrayList<>();
    try {
      tree.read(
          files,
          hadoop,
          (file, content) -> {
            try {
              var in = new BufferedInputStream(content, 1024);
              results.add(new Found(content.name(), ImageHeader.read(content.name(), in)));
            } catch (BadDataException e) {
              results.add(e);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return results;
  }

  private void compare(Object result, boolean sized) {
    if (result instanceof BadDataException problem) {
      firstProblem = firstProblem == null ? problem : firstProblem;
      return;
    }
    Found found = (Found) result;
    if (first == null) {
      first = found;
    }
    ImageHeader header = found.header();
    if (sized
        && (header.width() != first.header().width()
            || header.height() != first.header().height())) {
      throw new BadDataException(
          found.name(),
          "is %d x %d, but %s is %d x %d (height x width); set data.size to scale and crop all images to one size"
              .formatted(
                  header.height(),
                  header.width(),
                  first.name(),
                  first.header().height(),
                  first.header().width()));
    }
    if (channels.isEmpty() && header.coloured() != first.header().coloured()) {
      throw new BadDataException(
          found.name(),
          "is %s, but %s is %s; set data.channels to 1 (grey) or 3 (colours) for all images"
              .formatted(shades(header), first.name(), shades(first.header())));
    }
  }

  private static String shades(ImageHeader header) {
    return header.coloured() ? "coloured" : "grey";
  }

  /** What all images are like. */
  ImageHeader common() {
    if (first == null) {
      throw firstProblem;
    }
    return first.header();
  }
}
