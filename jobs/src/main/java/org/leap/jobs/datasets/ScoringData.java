package org.leap.jobs.datasets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.DataNames;
import org.leap.jobs.formats.DataSignature;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.spark.data.Augmentations;
import org.leap.spark.data.ExampleShape;

/** Opens data for a network that was trained elsewhere. */
public final class ScoringData {
  private ScoringData() {}

  /**
   * Opens what is needed of the data, the classes and features in the order that the model knows
   * them in.
   *
   * @param model how messages name it
   * @param signature what it was trained on; absent in old models, whose classes and features are
   *     then matched by their numbers
   * @param outputs the number of the model's classes, for examples as its network sees them
   * @param asked the sets to score
   * @throws BadDataException if the data cannot be used, or have other classes or features
   * @throws UncheckedIOException if the file system cannot be reached
   */
  public static DataSet open(
      DataConfig config,
      String model,
      Optional<DataSignature> signature,
      ToIntFunction<ExampleShape> outputs,
      Set<Subset> asked,
      Configuration hadoop) {
    try {
      return signature.isPresent()
          ? matched(config, new ModelMatch(model, signature.get()), asked, hadoop)
          : unmatched(config, model, outputs, hadoop);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DataSet matched(
      DataConfig config, ModelMatch match, Set<Subset> asked, Configuration hadoop)
      throws IOException {
    if (config instanceof DataConfig.OfGraph graph) {
      return GraphSets.toScore(graph, match, hadoop);
    }
    if (config instanceof DataConfig.Prepared prepared) {
      return match.of(PreparedData.open(prepared, hadoop));
    }
    Source source = Sources.toScore(config, asked, match, hadoop);
    return InMemory.toScore(
        match.of(source),
        config.options(),
        Optional.of(match.signature().normalization()),
        match.signature().evaluation(),
        hadoop);
  }

  private static DataSet unmatched(
      DataConfig config, String model, ToIntFunction<ExampleShape> outputs, Configuration hadoop)
      throws IOException {
    refuseUnlabelled(config, model);
    if (config instanceof DataConfig.Prepared || config instanceof DataConfig.OfGraph) {
      return DataSet.open(config, hadoop);
    }
    Source source = Sources.open(config, hadoop);
    if (source.partitions(Subset.TRAIN).isEmpty()) {
      throw new BadDataException(
          model,
          "does not hold the scaling of its features, which the training set gives; add data.train");
    }
    Augmentations augmentations = InputTransforms.augmentations(config.options());
    if (config instanceof DataConfig.Idx) {
      source = byNumber(source, outputs.applyAsInt(augmentations.output(source.shape())));
    }
    return InMemory.toScore(source, config.options(), Optional.empty(), augmentations, hadoop);
  }

  private static void refuseUnlabelled(DataConfig config, String model) {
    String missing = "";
    if (config instanceof DataConfig.OfColumns columns && columns.label() == null) {
      missing = "data.label";
    } else if (config instanceof DataConfig.Idx idx
        && Stream.of(idx.train(), idx.test())
            .flatMap(Optional::stream)
            .anyMatch(files -> files.labels() == null)) {
      missing = "the file of the labels";
    }
    if (!missing.isEmpty()) {
      throw new BadDataException(
          model, "does not hold the names of its classes; add %s, which tells them", missing);
    }
  }

  /** In LEAP 0.1 a label of IDX files was its own class, whether those below it occurred or not. */
  static Source byNumber(Source idx, int outputs) {
    int[] labels = idx.classNames().stream().mapToInt(Integer::parseInt).toArray();
    if (outputs <= labels.length || labels[labels.length - 1] >= outputs) {
      return idx;
    }
    ExampleShape shape = idx.shape();
    List<String> classes = IntStream.range(0, outputs).mapToObj(String::valueOf).toList();
    return new ModelMatch.MatchedSource(
        idx,
        new ExampleShape(shape.channels(), shape.height(), shape.width(), outputs, shape.type()),
        DataNames.ofClasses(classes),
        labels,
        new int[0]);
  }
}
