package org.leap.jobs.evaluate;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.datasets.DataSet;
import org.leap.jobs.datasets.ExampleSet;
import org.leap.jobs.datasets.Positions;
import org.leap.jobs.datasets.ScoringData;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.model.TrainedModel;
import org.leap.jobs.plan.ChunkedSets;
import org.leap.jobs.process.UsageException;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.data.Normalization;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sets of a data configuration, cut into chunks for a network that is not trained on them. */
final class EvaluationSets implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EvaluationSets.class);

  /** Large enough to be fast. Bounds memory, and changes results in their last bits only. */
  private static final int BATCH_SIZE = 128;

  /** At least as many chunks, and a fixed number, so that results depend on no cluster. */
  private static final int SHARES = 16;

  private final DataSet data;
  private final ChunkedSets chunks;

  private EvaluationSets(JavaSparkContext spark, DataSet data) {
    this.data = data;
    this.chunks = new ChunkedSets(spark, data);
  }

  /** Opens what is needed to score the sets that are asked for. */
  static EvaluationSets open(
      JavaSparkContext spark, DataConfig config, TrainedModel model, Set<Subset> asked) {
    refuseOtherKind(config, model);
    if (model.data().isEmpty()) {
      LOG.warn(
          "{} does not say what it was trained on (a file of plain DL4J or of an earlier LEAP): classes and features are matched by their numbers, and data.train must be what it was trained on, for it gives the scaling",
          model.location());
    }
    DataSet data =
        ScoringData.open(
            config,
            model.location(),
            model.data(),
            model::classes,
            asked,
            spark.hadoopConfiguration());
    if (data.skipped().count() > 0) {
      LOG.warn("{} records cannot be used and were skipped", data.skipped().count());
    }
    if (data.graph().isEmpty()) {
      model.check(data.inputShape());
    }
    return new EvaluationSets(spark, data);
  }

  /** A network on graphs takes nothing else, and no other network takes one. */
  private static void refuseOtherKind(DataConfig config, TrainedModel model) {
    boolean graph = config instanceof DataConfig.OfGraph;
    boolean takesGraphs = model.data().filter(signature -> signature.graph() != null).isPresent();
    if (graph != takesGraphs) {
      throw new UsageException(
          takesGraphs
              ? "%s is a network on graphs: name data of format planetoid or edgelist"
                  .formatted(model.location())
              : "%s is no network on graphs, as far as it says: name other data than a graph"
                  .formatted(model.location()));
    }
  }

  /** Whether it is known which example is of which class. */
  boolean labelled() {
    return data.names().labelled();
  }

  /** Whether the examples are the nodes of a graph. */
  boolean ofGraph() {
    return data.graph().isPresent();
  }

  /** How many examples a set has. */
  int count(Subset subset) {
    return examples(subset).count();
  }

  /** How labels that are numbers are scaled; nothing where they are classes. */
  Optional<Normalization.Label> numbers() {
    return Optional.ofNullable(data.normalization().label());
  }

  /** Names of the classes, in the order of the network's outputs; none where labels are numbers. */
  List<String> classes() {
    return data.names().classes();
  }

  /** Records that could not be used. */
  List<DataSet.SkippedRecord> skipped() {
    return data.skipped().records();
  }

  /** Where the examples of a set stand in their files. */
  Positions positions(Subset subset) {
    return examples(subset).positions().orElseThrow();
  }

  private ExampleSet examples(Subset subset) {
    ExampleSet examples = data.sets().get(subset);
    if (examples == null) {
      String name = subset.name().toLowerCase(Locale.ROOT);
      throw new BadDataException(
          "data", "has no %s set; add %s, or choose another".formatted(name, name));
    }
    return examples;
  }

  ChunkedData set(Subset subset) {
    ExampleSet examples = examples(subset);
    return ofGraph() ? chunks.whole(examples) : chunks.scored(examples, SHARES, BATCH_SIZE);
  }

  @Override
  public void close() {
    chunks.close();
  }
}
