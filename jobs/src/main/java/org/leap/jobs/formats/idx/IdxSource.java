package org.leap.jobs.formats.idx;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.DataNames;
import org.leap.jobs.formats.ExampleSink;
import org.leap.jobs.formats.MemoryBound;
import org.leap.jobs.formats.OpenedSource;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.SourcePartition;
import org.leap.jobs.formats.Subset;
import org.leap.spark.data.ExampleShape;

/**
 * Pairs of IDX files, a pair a subset: images {@code [n, height, width]} and labels {@code [n]},
 * unsigned bytes, plain or compressed with gzip, from any file system that Hadoop knows.
 *
 * <p>Files are not trusted: every contradiction is a {@link BadDataException} with a message for
 * the user, and a header's claim allocates nothing.
 */
public final class IdxSource {
  /** Of an example beside its pixels: its label, its array and the place in a list. */
  private static final int OVERHEAD = 32;

  /** The two files of a subset. */
  public record Files(String images, String labels) implements Serializable {
    private interface Reader<T> {
      /**
       * @param sizes number of images, height and width
       */
      T read(int[] sizes, IdxFile images, IdxFile labels) throws IOException;
    }

    private <T> T open(Configuration hadoop, MemoryBound memory, Reader<T> reader)
        throws IOException {
      try (IdxFile imageFile = IdxFile.open(images, IdxFile.Kind.IMAGES, hadoop);
          IdxFile labelFile = IdxFile.open(labels, IdxFile.Kind.LABELS, hadoop)) {
        int[] sizes = imageFile.sizes();
        int labelCount = labelFile.sizes()[0];
        if (labelCount != sizes[0]) {
          throw new BadDataException(
              labels,
              "byte 4: holds %s labels, expected %s, one for each image of %s; use the two files of one set"
                  .formatted(labelCount, sizes[0], images));
        }
        // The file as it is, and every image by itself.
        memory.check(
            images,
            "its %s images of %s x %s".formatted(sizes[0], sizes[1], sizes[2]),
            sizes[0] * (2L * sizes[1] * sizes[2] + OVERHEAD),
            "give the process more memory (LEAP_MEMORY, spark.executor.memory) or split the file");
        return reader.read(sizes, imageFile, labelFile);
      }
    }
  }

  /** What all subsets share. */
  private record Outline(int height, int width, IdxClasses classes) implements Serializable {}

  private IdxSource() {}

  /**
   * Reads the training set's header and labels: they tell the size of the images and the classes,
   * which are the labels that occur, rising.
   *
   * @throws BadDataException if they cannot be used
   * @throws IOException if the file system cannot be reached
   */
  public static Source open(Map<Subset, Files> files, Configuration hadoop) throws IOException {
    return open(files, hadoop, MemoryBound.OF_THIS_PROCESS);
  }

  static Source open(Map<Subset, Files> files, Configuration hadoop, MemoryBound memory)
      throws IOException {
    Files first = Subset.first(files);
    boolean training = files.containsKey(Subset.TRAIN);
    Outline outline =
        first.open(
            hadoop,
            memory,
            (sizes, images, labels) ->
                new Outline(
                    sizes[1],
                    sizes[2],
                    IdxClasses.of(first.labels(), labels.body(sizes[0], 1), training)));
    List<String> names = outline.classes().names();
    Map<Subset, List<SourcePartition>> partitions = new EnumMap<>(Subset.class);
    files.forEach((subset, pair) -> partitions.put(subset, List.of(new Partition(pair, outline))));
    return new OpenedSource(
        new ExampleShape(1, outline.height(), outline.width(), names.size()),
        DataNames.ofClasses(names),
        partitions,
        List.of());
  }

  private record Partition(Files files, Outline training) implements SourcePartition {
    @Override
    public void read(Configuration hadoop, ExampleSink sink) throws IOException {
      files.open(
          hadoop,
          MemoryBound.OF_THIS_PROCESS,
          (sizes, images, labels) -> {
            byte[] written = labels.body(sizes[0], 1);
            int size = sizes[1] * sizes[2];
            byte[] pixels = images.body(sizes[0], size);
            checkSize(sizes[1], sizes[2]);
            int[] classes = training.classes().of(written, files.labels());
            for (int row = 0; row < classes.length; row++) {
              sink.example(
                  Arrays.copyOfRange(pixels, row * size, (row + 1) * size),
                  classes[row],
                  new RecordPosition(files.images(), row));
            }
            return null;
          });
    }

    private void checkSize(int height, int width) {
      if (height != training.height() || width != training.width()) {
        throw new BadDataException(
            files.images(),
            "byte 8: images are %s x %s, expected %s x %s as in the training set; use files of one data set"
                .formatted(height, width, training.height(), training.width()));
      }
    }
  }
}
