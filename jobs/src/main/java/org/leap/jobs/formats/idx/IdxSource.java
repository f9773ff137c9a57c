package org.leap.jobs.formats.idx;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.lang3.ArrayUtils;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.DataNames;
import org.leap.jobs.formats.MemoryBound;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.text.Quoted;
import org.leap.spark.data.ExampleShape;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  /**
   * The two files of a subset.
   *
   * @param labels null where a model scores images alone
   */
  public record Files(String images, String labels) implements Serializable {
    private interface Reader<T> {
      /**
       * Takes sizes (the number of images, height and width), the images, and their labels as the
       * file has them, {@code [n]}; null without one.
       */
      T read(int[] sizes, IdxFile images, byte[] labels) throws IOException;
    }

    private <T> T open(Configuration hadoop, MemoryBound memory, Reader<T> reader)
        throws IOException {
      try (IdxFile imageFile = IdxFile.open(images, IdxFile.Kind.IMAGES, hadoop);
          IdxFile labelFile =
              labels == null ? null : IdxFile.open(labels, IdxFile.Kind.LABELS, hadoop)) {
        int[] sizes = imageFile.sizes();
        if (labelFile != null) {
          checkCount(labelFile.sizes()[0], sizes[0]);
        }
        // The file as it is, and every image by itself.
        memory.check(
            images,
            "its %s images of %s x %s".formatted(sizes[0], sizes[1], sizes[2]),
            sizes[0] * (2L * sizes[1] * sizes[2] + OVERHEAD),
            "give the process more memory (LEAP_MEMORY, spark.executor.memory) or split the file");
        return reader.read(
            sizes, imageFile, labelFile == null ? null : labelFile.body(sizes[0], 1));
      }
    }

    private void checkCount(int labelCount, int imageCount) {
      if (labelCount != imageCount) {
        throw new BadDataException(
            labels,
            "byte 4: holds %s labels, expected %s, one for each image of %s; use the two files of one set"
                .formatted(labelCount, imageCount, images));
      }
    }
  }

  /**
   * What all subsets share.
   *
   * @param classes null where nobody knows those of the images
   */
  private record Outline(int height, int width, Classes classes) implements Serializable {}

  private IdxSource() {}

  /**
   * Reads the training set's header and labels: they tell the size of the images and the classes,
   * which are the labels that occur, rising.
   *
   * @param scored names of the classes of a model that scores them, which names those of images
   *     without labels
   * @throws BadDataException if they cannot be used
   * @throws IOException if the file system cannot be reached
   */
  public static Source open(
      Map<Subset, Files> files, Optional<List<String>> scored, Configuration hadoop)
      throws IOException {
    return open(files, scored, hadoop, MemoryBound.OF_THIS_PROCESS);
  }

  static Source open(
      Map<Subset, Files> files,
      Optional<List<String>> scored,
      Configuration hadoop,
      MemoryBound memory)
      throws IOException {
    refuseSomeLabels(files);
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
                    labels == null ? null : Classes.of(first.labels(), labels, training)));
    boolean labelled = outline.classes() != null;
    DataNames names =
        labelled
            ? DataNames.ofClasses(outline.classes().names())
            : DataNames.ofClasses(scored.orElseThrow()).unlabelled();
    Map<Subset, List<Source.Partition>> partitions = new EnumMap<>(Subset.class);
    files.forEach((subset, pair) -> partitions.put(subset, List.of(new Partition(pair, outline))));
    return new Source.Opened(
        new ExampleShape(1, outline.height(), outline.width(), names.classes().size()),
        names,
        partitions,
        List.of());
  }

  /** A set without labels beside one that has them would seem to have labels, too. */
  private static void refuseSomeLabels(Map<Subset, Files> files) {
    boolean labelled = files.values().stream().anyMatch(pair -> pair.labels() != null);
    for (Files pair : files.values()) {
      if (labelled && pair.labels() == null) {
        throw new BadDataException(
            pair.images(), "has no labels, as other sets have; name its labels, or it alone");
      }
    }
  }

  private record Partition(Files files, Outline training) implements Source.Partition {
    @Override
    public void read(Configuration hadoop, Source.Sink sink) throws IOException {
      files.open(
          hadoop,
          MemoryBound.OF_THIS_PROCESS,
          (sizes, images, labels) -> {
            int size = sizes[1] * sizes[2];
            byte[] pixels = images.body(sizes[0], size);
            checkSize(sizes[1], sizes[2]);
            int[] classes =
                labels == null ? new int[sizes[0]] : training.classes().of(labels, files.labels());
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

  /**
   * The classes of IDX files.
   *
   * @param written the labels that occur in the training set, as files have them, rising
   */
  private record Classes(List<Integer> written) implements Serializable {
    private static final Logger LOG = LoggerFactory.getLogger(Classes.class);

    /** A class of fewer examples than the average by this factor may be a damaged label. */
    private static final int RARE = 10;

    /**
     * The classes of a training set. A damaged label is a class of its own, so one that is rare and
     * follows a gap is warned about.
     *
     * @param labels unsigned bytes
     * @param training whether a network is to learn to tell them apart
     */
    static Classes of(String file, byte[] labels, boolean training) {
      int[] examples = new int[256];
      for (byte label : labels) {
        examples[label & 0xff]++;
      }
      int[] written = IntStream.range(0, examples.length).filter(l -> examples[l] > 0).toArray();
      if (training && written.length < 2) {
        throw new BadDataException(
            file,
            "all %s labels are %s, expected at least two classes; train on a file with all of them"
                .formatted(labels.length, written[0]));
      }
      for (int i = 1; i < written.length; i++) {
        boolean rare = (long) examples[written[i]] * RARE * written.length < labels.length;
        if (rare && written[i] > written[i - 1] + 1) {
          LOG.warn(
              "{}: the label {} of row {} is a class of {} examples; if it is damaged, correct it",
              Quoted.visible(file),
              written[i],
              ArrayUtils.indexOf(labels, (byte) written[i]),
              examples[written[i]]);
        }
      }
      return new Classes(IntStream.of(written).boxed().toList());
    }

    /** The labels as files have them, in decimal. */
    List<String> names() {
      return written.stream().map(String::valueOf).toList();
    }

    /** The class of every example, {@code [n]}. */
    int[] of(byte[] labels, String file) {
      int[] classes = new int[labels.length];
      for (int row = 0; row < labels.length; row++) {
        int label = labels[row] & 0xff;
        classes[row] = Collections.binarySearch(written, label);
        if (classes[row] < 0) {
          throw new BadDataException(
              file,
              "row %s (byte %s): label %s is out of range, expected %s; correct the label or use the labels that belong to the training set"
                  .formatted(row, IdxFile.Kind.LABELS.headerBytes() + row, label, inWords()));
        }
      }
      return classes;
    }

    private String inWords() {
      int first = written.get(0);
      int last = written.get(written.size() - 1);
      return last - first == written.size() - 1
          ? first + " to " + last
          : "one of " + Quoted.list(names());
    }
  }
}
