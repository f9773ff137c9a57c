package org.leap.jobs.evaluate;

import java.util.List;
import java.util.Locale;
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
    boolean ofGraph =
        config instanceof DataConfig.OfGraph
            || model.data().filter(signature -> signature.graph() != null).isPresent();
    if (ofGraph) {
      throw new UsageException(
          "%s: networks on graphs are not scored yet; how one does on its test nodes is in status.json of its run"
              .formatted(model.location()));
    }
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
    model.check(data.inputShape());
    return new EvaluationSets(spark, data);
  }

  /** Names of the classes, in the order of the network's outputs. */
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
    return chunks.scored(examples(subset), SHARES, BATCH_SIZE);
  }

  @Override
  public void close() {
    chunks.close();
  }
}
