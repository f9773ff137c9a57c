package org.leap.jobs.data.images;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.data.BadDataException;
import org.leap.jobs.data.ExampleSink;
import org.leap.jobs.data.SourcePart;
import org.leap.jobs.data.files.FileTree;
import org.leap.jobs.data.files.TreeFile;

/**
 * Some images of a tree.
 *
 * @param labels of the files, in their order
 */
record ImagesPart(FileTree tree, List<TreeFile> files, List<Integer> labels, ImageForm form)
    implements SourcePart {
  private static final long serialVersionUID = 1L;

  @Override
  public void read(Configuration hadoop, ExampleSink sink) throws IOException {
    Iterator<Integer> label = labels.iterator();
    try (ImageDecoder decoder = new ImageDecoder()) {
      tree.read(
          files,
          hadoop,
          (file, content) -> {
            int expected = label.next();
            byte[] features;
            try {
              byte[] bytes = content.upTo(ImageDecoder.MOST_BYTES);
              features = form.of(decoder.decode(content.name(), bytes), content.name());
            } catch (BadDataException e) {
              sink.bad(e);
              return;
            }
            sink.example(features, expected);
          });
    }
  }
}
