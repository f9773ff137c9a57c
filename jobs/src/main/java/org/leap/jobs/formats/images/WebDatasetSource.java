package org.leap.jobs.formats.images;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.DataNames;
import org.leap.jobs.formats.Labels;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.formats.files.DataStream;
import org.leap.jobs.formats.files.FileTree;
import org.leap.jobs.formats.files.TreeFile;
import org.leap.jobs.text.Quoted;

/**
 * Images beside files with their labels, as WebDataset keeps them in tar archives: {@code 000.jpg}
 * and {@code 000.cls}, or {@code 000.json}. Opening them reads the labels.
 */
public final class WebDatasetSource {
  private static final Set<String> IMAGES = Set.of("jpg", "jpeg", "png");
  private static final String JSON_BEGIN = "json.";
  private static final int LABEL_BYTES = 1 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String label;
  private final String extension;
  private final Optional<List<String>> scored;
  private final Configuration hadoop;

  private WebDatasetSource(String label, Optional<List<String>> scored, Configuration hadoop) {
    this.label = label;
    this.scored = scored;
    this.extension = label.startsWith(JSON_BEGIN) ? "json" : label;
    this.hadoop = hadoop;
  }

  /**
   * The images of an archive, in its order, and the label of each as it is written; none where
   * there are none to score by.
   */
  private record Shard(FileTree tree, List<TreeFile> images, List<String> labels) {}

  /**
   * Lists the archives, reads the labels, and decodes the first image unless size and channels are
   * given.
   *
   * @param locations archive, or folder of archives, of each subset
   * @param label extension of the files with labels; {@code json.KEY} for a value in JSON files
   * @param size to scale and crop to
   * @param channels 1 or 3
   * @param scored names of the classes of a model that scores them: then archives may hold images
   *     alone, and nobody knows their classes
   * @throws BadDataException if there is no archive, or an image has no label
   */
  public static Source open(
      Map<Subset, String> locations,
      String label,
      OptionalInt size,
      OptionalInt channels,
      Optional<List<String>> scored,
      Configuration hadoop)
      throws IOException {
    return new WebDatasetSource(label, scored, hadoop).open(locations, size, channels);
  }

  private Source open(Map<Subset, String> locations, OptionalInt size, OptionalInt channels)
      throws IOException {
    Map<Subset, List<Shard>> shards = new EnumMap<>(Subset.class);
    for (var location : locations.entrySet()) {
      shards.put(location.getKey(), shards(location.getValue()));
    }
    boolean labelled = labelled(shards.values().stream().flatMap(List::stream).toList());
    ImageClasses classes =
        labelled
            ? classes(
                Subset.first(locations), Subset.first(shards), shards.containsKey(Subset.TRAIN))
            : new ImageClasses(scored.orElseThrow());
    Shard first = Subset.first(shards).get(0);
    ImageForm form = ImageForm.of(size, channels, first.tree(), first.images(), hadoop);
    Map<Subset, List<Source.Partition>> partitions = new EnumMap<>(Subset.class);
    shards.forEach(
        (subset, all) ->
            partitions.put(
                subset,
                all.stream()
                    .flatMap(
                        shard ->
                            LabelledImages.of(
                                shard.tree(), shard.images(), numbers(shard, classes), form)
                                .parts()
                                .stream())
                    .toList()));
    return new Source.Opened(
        form.shape(classes.names().size()),
        labelled
            ? DataNames.ofClasses(classes.names())
            : DataNames.ofClasses(classes.names()).unlabelled(),
        partitions,
        labelled
            ? List.of()
            : List.of(
                "%s: no file ends with .%s, so nobody knows the classes"
                    .formatted(Subset.first(locations), extension)));
  }

  /** Whether images have labels, which all have or none. */
  private boolean labelled(List<Shard> shards) {
    List<Shard> bare = shards.stream().filter(shard -> shard.labels().isEmpty()).toList();
    if (!bare.isEmpty() && bare.size() < shards.size()) {
      throw unlabelled(bare.get(0).tree(), bare.get(0).images().get(0));
    }
    return bare.isEmpty();
  }

  private List<Shard> shards(String location) throws IOException {
    List<Shard> shards = new ArrayList<>();
    if (FileTree.isArchive(location)) {
      shards.add(shard(FileTree.at(location)));
      return shards;
    }
    FileTree folder = FileTree.at(location);
    for (TreeFile file : folder.list(hadoop)) {
      if (file.path().toLowerCase(Locale.ROOT).matches(".*\\.(tar|tar\\.gz|tgz)")) {
        shards.add(shard(FileTree.at(folder.nameOf(file))));
      }
    }
    if (shards.isEmpty()) {
      throw new BadDataException(
          location, "holds no archive, expected .tar files with images and their labels");
    }
    return shards;
  }

  private Shard shard(FileTree tree) throws IOException {
    List<TreeFile> images = new ArrayList<>();
    List<TreeFile> labels = new ArrayList<>();
    for (TreeFile file : tree.list(hadoop)) {
      String end = extension(file);
      if (IMAGES.contains(end)) {
        images.add(file);
      } else if (end.equals(extension)) {
        labels.add(file);
      }
    }
    if (images.isEmpty()) {
      throw new BadDataException(tree.location(), "holds no images, expected JPEG or PNG files");
    }
    if (labels.isEmpty() && scored.isPresent()) {
      return new Shard(tree, images, List.of());
    }
    Map<String, String> written = new LinkedHashMap<>();
    tree.read(labels, hadoop, (file, content) -> written.put(key(file), label(file, content)));
    for (TreeFile image : images) {
      if (!written.containsKey(key(image))) {
        throw unlabelled(tree, image);
      }
    }
    return new Shard(tree, images, images.stream().map(file -> written.get(key(file))).toList());
  }

  private BadDataException unlabelled(FileTree tree, TreeFile image) {
    return new BadDataException(
        tree.nameOf(image),
        "has no label: the archive holds no %s.%s; add it, or name another extension in data.label"
            .formatted(Quoted.bare(key(image)), extension));
  }

  /** What files of one example have in common: all before the first dot of the name. */
  private static String key(TreeFile file) {
    int dot = file.path().indexOf('.', file.path().lastIndexOf('/') + 1);
    return dot < 0 ? file.path() : file.path().substring(0, dot);
  }

  private static String extension(TreeFile file) {
    String path = file.path();
    return path.substring(Math.min(path.length(), key(file).length() + 1)).toLowerCase(Locale.ROOT);
  }

  private String label(TreeFile file, DataStream content) throws IOException {
    if (file.size() > LABEL_BYTES) {
      throw new BadDataException(
          content.name(),
          "has %s bytes, expected a label of at most %s; name another extension in data.label",
          file.size(),
          LABEL_BYTES);
    }
    StringWriter written = new StringWriter();
    content.text().transferTo(written);
    String text = written.toString();
    if (label.startsWith(JSON_BEGIN)) {
      text = inJson(content.name(), text);
    }
    if (Labels.isMissing(text)) {
      throw new BadDataException(
          content.name(), "holds %s, which stands for no label; fill it in", Quoted.of(text));
    }
    return Labels.canonical(text);
  }

  private String inJson(String name, String text) {
    String field = label.substring(JSON_BEGIN.length());
    try {
      JsonNode value = JSON.readTree(text).path(field);
      if (value.isValueNode()) {
        return value.asText();
      }
    } catch (JacksonException e) {
      throw new BadDataException(
          name, "is not JSON: " + Quoted.bare(e.getOriginalMessage()) + "; write it again", e);
    }
    throw new BadDataException(
        name, "holds no value %s; name another in data.label", Quoted.of(field));
  }

  private static ImageClasses classes(String location, List<Shard> shards, boolean training) {
    Set<String> names = new TreeSet<>();
    shards.forEach(shard -> names.addAll(shard.labels()));
    if (training && names.size() < 2) {
      throw new BadDataException(
          location,
          "has the label %s everywhere, expected at least two classes; train on data with all of them"
              .formatted(Quoted.of(names.iterator().next())));
    }
    return new ImageClasses(Labels.inOrder(names));
  }

  private static int[] numbers(Shard shard, ImageClasses classes) {
    int[] numbers = new int[shard.images().size()];
    for (int i = 0; i < shard.labels().size(); i++) {
      numbers[i] = classes.of(shard.tree().nameOf(shard.images().get(i)), shard.labels().get(i));
    }
    return numbers;
  }
}
