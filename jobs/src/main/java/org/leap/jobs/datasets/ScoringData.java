package org.leap.jobs.datasets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.DataNames;
import org.leap.jobs.formats.DataSignature;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.spark.data.Augmentations;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.Normalization;

/**
 * Data as a network sees them that was trained elsewhere.
 *
 * @param classes names of the network's classes
 * @param shape of an example as it is stored
 * @param sets those that were opened
 * @param augmentations of which evaluation keeps the last size
 * @param skipped records that could not be used
 */
public record ScoringData(
    List<String> classes,
    ExampleShape shape,
    Map<Subset, ExampleSet> sets,
    Normalization normalization,
    Augmentations augmentations,
    List<SkippedRecord> skipped) {

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
  public static ScoringData open(
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

  private static ScoringData matched(
      DataConfig config, ModelMatch match, Set<Subset> asked, Configuration hadoop)
      throws IOException {
    if (config instanceof DataConfig.Prepared prepared) {
      return match.of(of(PreparedData.open(prepared, hadoop)));
    }
    Source source = Sources.toScore(config, asked, match, hadoop);
    return InMemory.toScore(
        match.of(source),
        config.options(),
        Optional.of(match.signature().normalization()),
        match.signature().evaluation(),
        hadoop);
  }

  private static ScoringData unmatched(
      DataConfig config, String model, ToIntFunction<ExampleShape> outputs, Configuration hadoop)
      throws IOException {
    if (config instanceof DataConfig.Prepared || config instanceof DataConfig.OfGraph) {
      return of(DataSets.open(config, hadoop));
    }
    Source source = Sources.open(config, hadoop);
    if (source.partitions(Subset.TRAIN).isEmpty()) {
      throw new BadDataException(
          model,
          "does not hold the scaling of its features, which the training set gives; add data.train");
    }
    Augmentations augmentations = ConfiguredAugmentations.of(config.options());
    if (config instanceof DataConfig.Idx) {
      source = byNumber(source, outputs.applyAsInt(augmentations.output(source.shape())));
    }
    return InMemory.toScore(source, config.options(), Optional.empty(), augmentations, hadoop);
  }

  /** In LEAP 0.1 a label of IDX files was its own class, whether those below it occurred or not. */
  static Source byNumber(Source idx, int outputs) {
    int[] labels = idx.classNames().stream().mapToInt(Integer::parseInt).toArray();
    if (outputs <= labels.length || labels[labels.length - 1] >= outputs) {
      return idx;
    }
    ExampleShape shape = idx.shape();
    List<String> classes = IntStream.range(0, outputs).mapToObj(String::valueOf).toList();
    return new MatchedSource(
        idx,
        new ExampleShape(shape.channels(), shape.height(), shape.width(), outputs, shape.type()),
        DataNames.ofClasses(classes),
        labels,
        new int[0]);
  }

  private static ScoringData of(DataSet data) {
    Map<Subset, ExampleSet> sets = new EnumMap<>(Subset.class);
    sets.put(Subset.TRAIN, data.train());
    data.validation().ifPresent(validation -> sets.put(Subset.VALIDATION, validation));
    sets.put(Subset.TEST, data.test());
    return new ScoringData(
        data.names().classes(),
        data.shape(),
        sets,
        data.normalization(),
        data.augmentations(),
        List.of());
  }

  /** What the network sees of an example. */
  public ExampleShape inputShape() {
    return augmentations.output(shape);
  }
}
