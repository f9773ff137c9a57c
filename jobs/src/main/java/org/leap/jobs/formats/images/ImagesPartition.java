package org.leap.jobs.formats.images;

import java.io.IOException;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.ExampleSink;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.SourcePartition;
import org.leap.jobs.formats.files.DataStream;
import org.leap.jobs.formats.files.FileList;
import org.leap.jobs.formats.files.FileTree;

/** Some images of a tree. */
final class ImagesPartition implements SourcePartition {
  private static final long serialVersionUID = 1L;

  private final FileTree tree;
  private final FileList files;
  private final int[] labels;
  private final ImageForm form;

  /**
   * @param labels of the files, in their order
   */
  ImagesPartition(FileTree tree, FileList files, int[] labels, ImageForm form) {
    this.tree = tree;
    this.files = files;
    this.labels = labels;
    this.form = form;
  }

  /** Number of images. */
  int size() {
    return labels.length;
  }

  boolean sequential() {
    return tree.sequential();
  }

  /** Bytes of one encoded image. */
  long bytes(int image) {
    return files.bytes(image);
  }

  /** Some of the images, in the given order. */
  ImagesPartition select(int[] images) {
    int[] chosen = IntStream.of(images).map(i -> labels[i]).toArray();
    return new ImagesPartition(tree, files.select(images), chosen, form);
  }

  @Override
  public void read(Configuration hadoop, ExampleSink sink) throws IOException {
    int[] next = new int[1];
    try (ImageDecoder decoder = new ImageDecoder()) {
      tree.read(
          files.files(), hadoop, (file, content) -> add(decoder, content, labels[next[0]++], sink));
    }
  }

  private void add(ImageDecoder decoder, DataStream content, int label, ExampleSink sink)
      throws IOException {
    byte[] features;
    try {
      features = form.of(decoder.decode(content), content.name());
      content.drain();
    } catch (BadDataException e) {
      sink.bad(e, new RecordPosition(content.name(), 0));
      return;
    }
    sink.example(features, label, new RecordPosition(content.name(), 0));
  }
}
