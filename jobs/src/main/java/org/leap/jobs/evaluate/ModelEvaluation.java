package org.leap.jobs.evaluate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.model.ModelReader;
import org.leap.jobs.model.TrainedModel;
import org.leap.jobs.process.SparkApplication;
import org.leap.jobs.process.UsageException;
import org.leap.jobs.report.FinalScores;
import org.leap.spark.data.Normalization;
import org.leap.spark.engine.ClusterLandscape;
import org.leap.spark.engine.Evaluation;
import org.leap.spark.engine.Evaluator;
import org.leap.spark.engine.Predictor;
import org.leap.spark.engine.Predictor.Prediction;

/**
 * How well a trained network does on a data set, and how flat its minimum is.
 *
 * @param on the set it was evaluated on
 * @param correct null where labels are numbers, as are all that are of classes
 * @param loss mean negative log-likelihood of the true classes, in nats; where labels are numbers,
 *     the mean squared error of what they are scaled to
 * @param meanSquaredError in the squared unit of the labels; null where they are classes
 * @param r2 share of the labels' variance that the network explains; null where they are classes,
 *     or are all equal
 * @param macroF1 mean F1 of the classes
 * @param rocArea mean area under the ROC curves of the classes, each against all others; null where
 *     there are too many predictions to sort, or none to compare
 * @param perClass in the order of the confusion's rows
 * @param confusion by true class, then by predicted class
 * @param classes their names, in the order of the confusion's rows
 * @param flatness on the training set; null if it was not asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelEvaluation(
    String on,
    long examples,
    Long correct,
    Double accuracy,
    double loss,
    Double meanSquaredError,
    Double r2,
    Double macroF1,
    Double rocArea,
    List<ClassScores> perClass,
    List<List<Long>> confusion,
    List<String> classes,
    Flatness flatness) {

  /**
   * How well the examples of a class are told from the others.
   *
   * @param predicted examples that are said to be of it
   * @param recall null where there is none to be found
   * @param precision null where none is said to be of it
   * @param f1 null where there is neither
   * @param rocArea null where there are no examples to compare
   */
  public record ClassScores(
      String name,
      long examples,
      long predicted,
      Double recall,
      Double precision,
      Double f1,
      Double rocArea) {

    private static ClassScores of(FinalScores.OfClass one, double rocArea) {
      return new ClassScores(
          one.name(),
          one.examples(),
          one.predicted(),
          known(one.recall()),
          known(one.precision()),
          known(one.f1()),
          known(rocArea));
    }
  }

  private static Double known(double value) {
    return Double.isNaN(value) ? null : value;
  }

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
        refuseUnlabelled(sets, data);
        return of(trained, sets, subset, flatness);
      }
    }
  }

  private static void refuseUnlabelled(EvaluationSets sets, DataConfig data) {
    if (!sets.labelled()) {
      String missing = data instanceof DataConfig.OfColumns ? "data.label" : "them";
      throw new BadDataException(
          "data", "has no labels to compare with: add %s, or use leap predict", missing);
    }
  }

  private static ModelEvaluation of(
      TrainedModel trained,
      EvaluationSets sets,
      Subset subset,
      Optional<Flatness.Options> flatness) {
    if (sets.ofGraph() && flatness.isPresent()) {
      throw new UsageException(
          "the flatness of networks on graphs is not measured: leave out --flatness");
    }
    Flatness flat =
        flatness
            .map(
                options ->
                    Flatness.of(
                        ClusterLandscape.of(
                            trained.blueprint(), trained.state(), sets.set(Subset.TRAIN)),
                        options))
            .orElse(null);
    String on = subset.name().toLowerCase(Locale.ROOT);
    var details =
        new Evaluator(trained.blueprint(), sets.set(subset))
            .evaluateInDetail(trained.state(), "evaluate");
    var evaluation = details.evaluation();
    return sets.numbers().isPresent()
        ? ofNumbers(on, evaluation, sets.numbers().get(), flat)
        : ofClasses(on, details, trained, sets, subset, flat);
  }

  private static ModelEvaluation ofNumbers(
      String on, Evaluation evaluation, Normalization.Label scaling, Flatness flat) {
    return new ModelEvaluation(
        on,
        evaluation.examples(),
        null,
        null,
        evaluation.loss(),
        scaling.unscaledError(evaluation.loss()),
        known(evaluation.score()),
        null,
        null,
        null,
        null,
        null,
        flat);
  }

  private static ModelEvaluation ofClasses(
      String on,
      Evaluator.Details details,
      TrainedModel trained,
      EvaluationSets sets,
      Subset subset,
      Flatness flat) {
    var evaluation = details.evaluation();
    List<FinalScores.OfClass> classes = FinalScores.classes(sets.classes(), details.confusion());
    double[] areas = rocAreas(trained, sets, subset);
    return new ModelEvaluation(
        on,
        evaluation.examples(),
        evaluation.correct(),
        evaluation.score(),
        evaluation.loss(),
        null,
        null,
        FinalScores.macroF1(classes),
        known(Arrays.stream(areas).filter(a -> !Double.isNaN(a)).average().orElse(Double.NaN)),
        IntStream.range(0, areas.length)
            .mapToObj(c -> ClassScores.of(classes.get(c), areas[c]))
            .toList(),
        details.confusion(),
        sets.classes(),
        flat);
  }

  /** All NaN where there are too many predictions. */
  private static double[] rocAreas(TrainedModel trained, EvaluationSets sets, Subset subset) {
    int classes = sets.classes().size();
    double[] areas = new double[classes];
    Arrays.fill(areas, Double.NaN);
    if ((long) sets.count(subset) * classes > RocArea.MOST_VALUES) {
      return areas;
    }
    List<Prediction> predictions = new ArrayList<>();
    new Predictor(trained.blueprint(), sets.set(subset))
        .predict(trained.state(), all -> predictions.addAll(all.collect()));
    return RocArea.ofClasses(predictions, classes);
  }
}
