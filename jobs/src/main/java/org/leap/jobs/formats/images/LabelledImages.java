package org.leap.jobs.formats.images;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.files.DataStream;
import org.leap.jobs.formats.files.FileTree;
import org.leap.jobs.formats.files.TreeFile;

/**
 * Some images of a tree; in arrays, because thousands of objects take longer to serialize than
 * small files take to read.
 *
 * @param paths of the files, as are their positions, sizes and labels in their order
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LabelledImages(
    FileTree tree, String[] paths, long[] positions, long[] sizes, int[] labels, ImageForm form)
    implements Source.Partition {
  private static final long serialVersionUID = 1L;
  private static final int PARTITION_IMAGES = 2048;
  private static final long PARTITION_BYTES = 64L << 20;

  /** A partition of a compressed archive passes over all before it, so there are few. */
  private static final int SEQUENTIAL_PARTITIONS = 4;

  private static final long LEAST_SEQUENTIAL_BYTES = 4L << 20;

  /** Images with the label of each. */
  static LabelledImages of(FileTree tree, List<TreeFile> files, int[] labels, ImageForm form) {
    return new LabelledImages(
        tree,
        files.stream().map(TreeFile::path).toArray(String[]::new),
        files.stream().mapToLong(TreeFile::position).toArray(),
        files.stream().mapToLong(TreeFile::size).toArray(),
        labels,
        form);
  }

  int size() {
    return labels.length;
  }

  /** All images, in parts that one task each reads in their order. */
  List<Source.Partition> parts() {
    long partitionBytes = PARTITION_BYTES;
    int partitionImages = PARTITION_IMAGES;
    if (tree.sequential()) {
      partitionBytes =
          Math.max(LEAST_SEQUENTIAL_BYTES, LongStream.of(sizes).sum() / SEQUENTIAL_PARTITIONS + 1);
      partitionImages = Integer.MAX_VALUE;
    }
    List<Source.Partition> parts = new ArrayList<>();
    int from = 0;
    long bytes = 0;
    for (int i = 0; i < size(); i++) {
      bytes += sizes[i];
      if (i + 1 == size() || bytes >= partitionBytes || i + 1 - from == partitionImages) {
        parts.add(select(IntStream.rangeClosed(from, i).toArray()));
        from = i + 1;
        bytes = 0;
      }
    }
    return List.copyOf(parts);
  }

  /** Some of the images, in the given order. */
  LabelledImages select(int[] images) {
    List<TreeFile> chosen = IntStream.of(images).mapToObj(this::file).toList();
    return of(tree, chosen, IntStream.of(images).map(i -> labels[i]).toArray(), form);
  }

  private TreeFile file(int i) {
    return new TreeFile(paths[i], positions[i], sizes[i]);
  }

  @Override
  public void read(Configuration hadoop, Source.Sink sink) throws IOException {
    int[] next = new int[1];
    try (ImageDecoder decoder = new ImageDecoder()) {
      tree.read(
          IntStream.range(0, size()).mapToObj(this::file).toList(),
          hadoop,
          (file, content) -> add(decoder, content, labels[next[0]++], sink));
    }
  }

  private void add(ImageDecoder decoder, DataStream content, int label, Source.Sink sink)
      throws IOException {
    RecordPosition at = new RecordPosition(content.name(), 0);
    byte[] features;
    try {
      features = form.of(decoder.decode(content), content.name());
      content.drain();
    } catch (BadDataException e) {
      sink.bad(e, at);
      return;
    }
    sink.example(features, label, at);
  }
}
