package org.leap.jobs.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.leap.core.flatness.Eigenvalue;
import org.leap.core.flatness.Estimate;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.evaluate.Flatness;
import org.leap.jobs.evaluate.ModelEvaluation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code leap evaluate}. */
@Command(
    name = "evaluate",
    description =
        "Evaluates a trained network: accuracy or R2, loss, scores of the classes and flatness.")
final class EvaluateCommand extends Action {
  /** A wider matrix is only printed with --json. */
  private static final int MOST_CLASSES = 20;

  @Mixin private ModelArguments arguments;
  @Mixin private FlatnessArguments flatness;

  @Option(names = "--json", description = "Print one JSON object instead of a table.")
  private boolean json;

  @Override
  void run() throws ConfigException, IOException {
    var asked = flatness.options();
    ModelEvaluation evaluation =
        ModelEvaluation.of(arguments.model(), arguments.data(), arguments.subset(), asked);
    print(json ? json(evaluation) : tables(evaluation));
  }

  private static String tables(ModelEvaluation evaluation) {
    String facts = AlignedRows.text(facts(evaluation));
    return evaluation.classes() == null || evaluation.confusion().size() > MOST_CLASSES
        ? facts
        : facts
            + "\n"
            + classes(evaluation)
            + "\nconfusion: true class by row, predicted class by column\n"
            + matrix(evaluation);
  }

  private static List<List<String>> facts(ModelEvaluation evaluation) {
    List<List<String>> rows = new ArrayList<>();
    add(rows, "evaluated on", "%s", evaluation.on());
    add(rows, "examples", "%,d", evaluation.examples());
    if (evaluation.classes() == null) {
      add(rows, "R2", "%s", text(evaluation.r2()));
      add(rows, "mean squared error", "%.6g", evaluation.meanSquaredError());
      add(rows, "the same of scaled labels", "%.4f", evaluation.loss());
    } else {
      add(rows, "accuracy", "%.4f", evaluation.accuracy());
      add(rows, "loss", "%.4f", evaluation.loss());
      add(rows, "macro F1", "%.4f", evaluation.macroF1());
      add(rows, "area under ROC", "%s", text(evaluation.rocArea()));
    }
    Flatness flat = evaluation.flatness();
    if (flat != null) {
      add(rows, "training loss, not regularized", "%.4f", flat.loss());
      for (Eigenvalue eigenvalue : flat.largestEigenvalues()) {
        add(rows, "largest Hessian eigenvalue", "%s", text(eigenvalue));
      }
      add(rows, "smallest Hessian eigenvalue", "%s", text(flat.smallestEigenvalue()));
      add(rows, "Hessian trace", "%s", text(flat.trace()));
      add(rows, "epsilon-sharpness (%)", "%.4g", flat.sharpness());
      add(rows, "loss increase under noise", "%s", text(flat.noisyLossIncrease()));
    }
    return rows;
  }

  private static void add(List<List<String>> rows, String name, String format, Object value) {
    rows.add(List.of(name, String.format(Locale.ROOT, format, value)));
  }

  private static String classes(ModelEvaluation evaluation) {
    return AlignedRows.text(
        List.of("class", "examples", "predicted", "recall", "precision", "F1", "ROC area"),
        evaluation.perClass().stream()
            .map(
                one ->
                    List.of(
                        one.name(),
                        Long.toString(one.examples()),
                        Long.toString(one.predicted()),
                        text(one.recall()),
                        text(one.precision()),
                        text(one.f1()),
                        text(one.rocArea()))));
  }

  /** A dash where there is none. */
  private static String text(Double score) {
    return score == null ? "-" : String.format(Locale.ROOT, "%.4f", score);
  }

  private static String text(Eigenvalue eigenvalue) {
    return String.format(
        Locale.ROOT, "%.4g (within %.1g)", eigenvalue.value(), eigenvalue.residual());
  }

  private static String text(Estimate estimate) {
    return String.format(
        Locale.ROOT,
        "%.4g +- %.1g (%d samples)",
        estimate.value(),
        estimate.standardError(),
        estimate.samples());
  }

  private static String matrix(ModelEvaluation evaluation) {
    List<List<Long>> confusion = evaluation.confusion();
    List<String> classes = evaluation.classes();
    return AlignedRows.text(
        labelled("", classes),
        IntStream.range(0, confusion.size())
            .mapToObj(truth -> labelled(classes.get(truth), confusion.get(truth))));
  }

  private static List<String> labelled(String label, List<?> cells) {
    return Stream.concat(Stream.of(label), cells.stream().map(String::valueOf)).toList();
  }
}
