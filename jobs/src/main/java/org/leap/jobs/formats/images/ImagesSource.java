package org.leap.jobs.formats.images;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.DataNames;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.formats.files.DataStream;
import org.leap.jobs.formats.files.FileTree;
import org.leap.jobs.formats.files.TreeFile;
import org.leap.jobs.text.Quoted;
import org.leap.spark.data.ExampleShape;

/**
 * JPEG and PNG images in one folder per class, as ImageNet and Imagenette have them: {@code
 * TRAIN/CLASS/...}. The classes are the folders of the training set in the order of their names.
 */
public final class ImagesSource {
  private static final int PARTITION_IMAGES = 2048;
  private static final long PARTITION_BYTES = 64L << 20;

  /** A partition of a compressed archive passes over all before it, so there are few. */
  private static final int SEQUENTIAL_PARTITIONS = 4;

  private static final long LEAST_SEQUENTIAL_BYTES = 4L << 20;

  private ImagesSource() {}

  /**
   * Lists the images, and decodes the first unless size and channels are given.
   *
   * @param locations folder or archive of each subset; without a training set the first of the
   *     others tells the classes
   * @param size to scale and crop to
   * @param channels 1 or 3
   * @throws BadDataException if folders do not fit or no image can be decoded
   */
  public static Source open(
      Map<Subset, String> locations, OptionalInt size, OptionalInt channels, Configuration hadoop)
      throws IOException {
    Map<Subset, List<TreeFile>> files = new LinkedHashMap<>();
    List<String> classNames = List.of();
    List<String> remarks = new ArrayList<>();
    for (Subset subset : Subset.values()) {
      if (locations.containsKey(subset)) {
        FileTree tree = FileTree.at(locations.get(subset));
        List<TreeFile> images = images(tree, hadoop);
        if (classNames.isEmpty()) {
          classNames = classNames(tree, images, subset == Subset.TRAIN);
        }
        files.put(subset, images);
        for (String folder : tree.emptyFolders(images, hadoop)) {
          remarks.add(
              "%s: the folder %s holds no images, so it is no class here; fill or remove it"
                  .formatted(tree.location(), Quoted.of(folder)));
        }
      }
    }
    ImageForm form =
        ImageForm.of(
            size, channels, FileTree.at(Subset.first(locations)), Subset.first(files), hadoop);
    Map<Subset, ImageFiles> subsets = new LinkedHashMap<>();
    for (var entry : files.entrySet()) {
      FileTree tree = FileTree.at(locations.get(entry.getKey()));
      int[] labels = labels(tree, entry.getValue(), classNames);
      subsets.put(entry.getKey(), ImageFiles.of(tree, entry.getValue(), labels, form));
    }
    return new Images(
        new ExampleShape(form.channels(), form.height(), form.width(), classNames.size()),
        DataNames.ofClasses(classNames),
        subsets,
        List.copyOf(remarks));
  }

  /** Files beside the class folders do not count, unless they are images. */
  private static List<TreeFile> images(FileTree tree, Configuration hadoop) throws IOException {
    List<TreeFile> images = new ArrayList<>();
    for (TreeFile file : tree.list(hadoop)) {
      if (file.path().contains("/")) {
        images.add(file);
      } else if (file.name().toLowerCase(Locale.ROOT).matches(".*\\.(jpe?g|png)")) {
        throw new BadDataException(
            tree.nameOf(file),
            "is an image outside of any class folder; put it into the folder of its class");
      }
    }
    if (images.isEmpty()) {
      throw new BadDataException(
          tree.location(), "holds no images, expected one folder per class with images in it");
    }
    return images;
  }

  private static String classOf(TreeFile file) {
    return file.path().substring(0, file.path().indexOf('/'));
  }

  private static List<String> classNames(FileTree tree, List<TreeFile> images, boolean training) {
    TreeSet<String> names = new TreeSet<>();
    images.forEach(image -> names.add(classOf(image)));
    if (training && names.size() < 2) {
      throw new BadDataException(
          tree.location(),
          "holds one folder, %s, expected one per class and at least two; name the folder above the classes"
              .formatted(Quoted.bare(names.first())));
    }
    return List.copyOf(names);
  }

  private static int[] labels(FileTree tree, List<TreeFile> images, List<String> classNames) {
    Map<String, Integer> labels = new LinkedHashMap<>();
    classNames.forEach(name -> labels.put(name, labels.size()));
    return images.stream().mapToInt(file -> label(tree, file, labels)).toArray();
  }

  private static int label(FileTree tree, TreeFile file, Map<String, Integer> labels) {
    Integer label = labels.get(classOf(file));
    if (label == null) {
      throw new BadDataException(
          tree.nameOf(file),
          "belongs to the class %s, which the training set does not have; its %s classes are %s"
              .formatted(Quoted.bare(classOf(file)), labels.size(), Quoted.list(labels.keySet())));
    }
    return label;
  }

  /** All images, with remarks on folders without any, which could have been classes. */
  private record Images(
      ExampleShape shape, DataNames names, Map<Subset, ImageFiles> subsets, List<String> remarks)
      implements Source {
    @Override
    public List<Source.Partition> partitions(Subset subset) {
      ImageFiles all = subsets.get(subset);
      if (all == null) {
        return List.of();
      }
      long partitionBytes = PARTITION_BYTES;
      int partitionImages = PARTITION_IMAGES;
      if (all.tree().sequential()) {
        long bytes = LongStream.of(all.sizes()).sum();
        partitionBytes = Math.max(LEAST_SEQUENTIAL_BYTES, bytes / SEQUENTIAL_PARTITIONS + 1);
        partitionImages = Integer.MAX_VALUE;
      }
      List<Source.Partition> partitions = new ArrayList<>();
      int from = 0;
      long bytes = 0;
      for (int i = 0; i < all.size(); i++) {
        bytes += all.sizes()[i];
        if (i + 1 == all.size() || bytes >= partitionBytes || i + 1 - from == partitionImages) {
          partitions.add(all.select(IntStream.rangeClosed(from, i).toArray()));
          from = i + 1;
          bytes = 0;
        }
      }
      return List.copyOf(partitions);
    }

    @Override
    public OptionalInt selectable(Subset subset) {
      ImageFiles all = subsets.get(subset);
      if (all == null) {
        return OptionalInt.of(0);
      }
      return all.tree().sequential() ? OptionalInt.empty() : OptionalInt.of(all.size());
    }

    @Override
    public Source.Partition select(Subset subset, int[] records) {
      return subsets.get(subset).select(records);
    }
  }

  /**
   * Some images of a tree; in arrays, because thousands of objects take longer to serialize than
   * small files take to read.
   *
   * @param paths of the files, as are their positions, sizes and labels in their order
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record ImageFiles(
      FileTree tree, String[] paths, long[] positions, long[] sizes, int[] labels, ImageForm form)
      implements Source.Partition {
    private static final long serialVersionUID = 1L;

    static ImageFiles of(FileTree tree, List<TreeFile> files, int[] labels, ImageForm form) {
      return new ImageFiles(
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

    /** Some of the images, in the given order. */
    ImageFiles select(int[] images) {
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
}
