package org.leap.jobs.evaluate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.model.ModelReader;
import org.leap.jobs.model.TrainedModel;
import org.leap.jobs.process.SparkApplication;
import org.leap.spark.engine.ClusterLandscape;
import org.leap.spark.engine.Evaluator;

/**
 * How well a trained network does on a data set, and how flat its minimum is.
 *
 * @param on the set it was evaluated on
 * @param loss mean negative log-likelihood of the true classes, in nats
 * @param confusion by true class, then by predicted class
 * @param classes their names, in the order of the confusion's rows
 * @param flatness on the training set; null if it was not asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelEvaluation(
    String on,
    long examples,
    long correct,
    double accuracy,
    double loss,
    List<List<Long>> confusion,
    List<String> classes,
    Flatness flatness) {

  /**
   * Evaluates on Spark.
   *
   * @param model a path or a Hadoop URI of a model.zip
   * @param flatness absent for none
   * @throws org.leap.jobs.formats.BadDataException if model or data cannot be used
   */
  public static ModelEvaluation of(
      String model, DataConfig data, Subset subset, Optional<Flatness.Options> flatness)
      throws IOException {
    Set<Subset> asked = EnumSet.of(subset);
    flatness.ifPresent(options -> asked.add(Subset.TRAIN));
    try (JavaSparkContext spark = SparkApplication.start("evaluate")) {
      TrainedModel trained = ModelReader.read(model, spark.hadoopConfiguration());
      try (EvaluationSets sets = EvaluationSets.open(spark, data, trained, asked)) {
        return of(trained, sets, subset, flatness);
      }
    }
  }

  private static ModelEvaluation of(
      TrainedModel trained,
      EvaluationSets sets,
      Subset subset,
      Optional<Flatness.Options> flatness) {
    var details =
        new Evaluator(trained.blueprint(), sets.set(subset))
            .evaluateInDetail(trained.state(), "evaluate");
    var evaluation = details.evaluation();
    return new ModelEvaluation(
        subset.name().toLowerCase(Locale.ROOT),
        evaluation.examples(),
        evaluation.correct(),
        evaluation.accuracy(),
        evaluation.loss(),
        details.confusion(),
        sets.classes(),
        flatness
            .map(
                options ->
                    Flatness.of(
                        ClusterLandscape.of(
                            trained.blueprint(), trained.state(), sets.set(Subset.TRAIN)),
                        options))
            .orElse(null));
  }
}
