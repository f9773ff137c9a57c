package org.leap.jobs.data.images;

import java.io.IOException;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.data.BadDataException;
import org.leap.jobs.data.ExampleSink;
import org.leap.jobs.data.SourcePart;
import org.leap.jobs.data.files.DataStream;
import org.leap.jobs.data.files.FileList;
import org.leap.jobs.data.files.FileTree;

/** Some images of a tree. */
final class ImagesPart implements SourcePart {
  private static final long serialVersionUID = 1L;

  private final FileTree tree;
  private final FileList files;
  private final int[] labels;
  private final ImageForm form;

  /**
   * @param labels of the files, in their order
   */
  ImagesPart(FileTree tree, FileList files, int[] labels, ImageForm form) {
    this.tree = tree;
    this.files = files;
    this.labels = labels;
    this.form = form;
  }

  @Override
  public OptionalInt records() {
    return OptionalInt.of(files.size());
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
    } catch (BadDataException e) {
      sink.bad(e);
      return;
    }
    sink.example(features, label);
  }
}
