package org.leap.jobs.formats.images;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.DataNames;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.formats.files.FileTree;
import org.leap.jobs.formats.files.TreeFile;
import org.leap.jobs.text.Quoted;
import org.leap.spark.data.ExampleShape;

/**
 * JPEG and PNG images in one folder per class, as ImageNet and Imagenette have them: {@code
 * TRAIN/CLASS/...}. The classes are the folders of the training set in the order of their names.
 */
public final class ImagesSource {
  private ImagesSource() {}

  /** The same for images to train on. */
  public static Source open(
      Map<Subset, String> locations, OptionalInt size, OptionalInt channels, Configuration hadoop)
      throws IOException {
    return open(locations, size, channels, Optional.empty(), hadoop);
  }

  /**
   * Lists the images, and decodes the first unless size and channels are given.
   *
   * @param locations folder or archive of each subset; without a training set the first of the
   *     others tells the classes
   * @param size to scale and crop to
   * @param channels 1 or 3
   * @param scored names of the classes of a model that scores them: then images may lie beside each
   *     other, and nobody knows their classes
   * @throws BadDataException if folders do not fit or no image can be decoded
   */
  public static Source open(
      Map<Subset, String> locations,
      OptionalInt size,
      OptionalInt channels,
      Optional<List<String>> scored,
      Configuration hadoop)
      throws IOException {
    if (scored.isPresent() && areBeside(locations, hadoop)) {
      return unlabelled(locations, size, channels, scored.get(), hadoop);
    }
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
    ImageClasses classes = new ImageClasses(classNames);
    Map<Subset, LabelledImages> subsets = new LinkedHashMap<>();
    for (var entry : files.entrySet()) {
      FileTree tree = FileTree.at(locations.get(entry.getKey()));
      int[] labels =
          entry.getValue().stream()
              .mapToInt(file -> classes.of(tree.nameOf(file), classOf(file)))
              .toArray();
      subsets.put(entry.getKey(), LabelledImages.of(tree, entry.getValue(), labels, form));
    }
    return new Images(
        form.shape(classNames.size()),
        DataNames.ofClasses(classNames),
        subsets,
        List.copyOf(remarks));
  }

  private static boolean areBeside(Map<Subset, String> locations, Configuration hadoop)
      throws IOException {
    for (String location : locations.values()) {
      for (TreeFile file : FileTree.at(location).list(hadoop)) {
        if (file.path().contains("/")) {
          return false;
        }
      }
    }
    return true;
  }

  private static Source unlabelled(
      Map<Subset, String> locations,
      OptionalInt size,
      OptionalInt channels,
      List<String> classNames,
      Configuration hadoop)
      throws IOException {
    Map<Subset, List<TreeFile>> files = new LinkedHashMap<>();
    for (var entry : locations.entrySet()) {
      FileTree tree = FileTree.at(entry.getValue());
      List<TreeFile> images =
          tree.list(hadoop).stream().filter(file -> isNamedImage(file.name())).toList();
      if (images.isEmpty()) {
        throw new BadDataException(
            tree.location(), "holds no images, expected JPEG and PNG files, or folders of them");
      }
      files.put(entry.getKey(), images);
    }
    FileTree first = FileTree.at(Subset.first(locations));
    ImageForm form = ImageForm.of(size, channels, first, Subset.first(files), hadoop);
    Map<Subset, LabelledImages> subsets = new LinkedHashMap<>();
    files.forEach(
        (subset, images) ->
            subsets.put(
                subset,
                LabelledImages.of(
                    FileTree.at(locations.get(subset)), images, new int[images.size()], form)));
    return new Images(
        form.shape(classNames.size()),
        DataNames.ofClasses(classNames).unlabelled(),
        subsets,
        List.of());
  }

  /** Whether a file is an image by its name. */
  public static boolean isNamedImage(String name) {
    return name.toLowerCase(Locale.ROOT).matches(".*\\.(jpe?g|png)");
  }

  /** Files beside the class folders do not count, unless they are images. */
  private static List<TreeFile> images(FileTree tree, Configuration hadoop) throws IOException {
    List<TreeFile> images = new ArrayList<>();
    for (TreeFile file : tree.list(hadoop)) {
      if (file.path().contains("/")) {
        images.add(file);
      } else if (isNamedImage(file.name())) {
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

  /** All images, with remarks on folders without any, which could have been classes. */
  private record Images(
      ExampleShape shape,
      DataNames names,
      Map<Subset, LabelledImages> subsets,
      List<String> remarks)
      implements Source {
    @Override
    public List<Source.Partition> partitions(Subset subset) {
      LabelledImages all = subsets.get(subset);
      return all == null ? List.of() : all.parts();
    }

    @Override
    public OptionalInt selectable(Subset subset) {
      LabelledImages all = subsets.get(subset);
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
}
