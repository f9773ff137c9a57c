package org.leap.jobs.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.leap.core.flatness.Eigenvalue;
import org.leap.core.flatness.Estimate;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.evaluate.Flatness;
import org.leap.jobs.evaluate.ModelEvaluation;
import org.leap.jobs.process.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code leap evaluate}. */
@Command(
    name = "evaluate",
    description = "Evaluates a trained network: accuracy, loss, confusion matrix and flatness.",
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
  /** A wider matrix is only printed with --json. */
  private static final int MOST_CLASSES = 20;

  @Spec private CommandSpec spec;
  @Mixin private ModelArguments arguments;
  @Mixin private FlatnessArguments flatness;

  @Option(names = "--json", description = "Print one JSON object instead of a table.")
  private boolean json;

  @Override
  public Integer call() throws ConfigException, IOException {
    var asked = flatness.options();
    ModelEvaluation evaluation =
        ModelEvaluation.of(arguments.model(), arguments.data(), arguments.subset(), asked);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new ObjectMapper().writeValueAsString(evaluation));
    } else {
      out.print(AlignedRows.text(facts(evaluation)));
      if (evaluation.confusion().size() <= MOST_CLASSES) {
        out.println();
        out.println("confusion: true class by row, predicted class by column");
        out.print(AlignedRows.text(matrix(evaluation)));
      }
    }
    out.flush();
    return ExitCode.SUCCEEDED.code();
  }

  private static List<String[]> facts(ModelEvaluation evaluation) {
    List<String[]> rows = new ArrayList<>();
    add(rows, "evaluated on", "%s", evaluation.on());
    add(rows, "examples", "%,d", evaluation.examples());
    add(rows, "accuracy", "%.4f", evaluation.accuracy());
    add(rows, "loss", "%.4f", evaluation.loss());
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

  private static void add(List<String[]> rows, String name, String format, Object value) {
    rows.add(new String[] {name, String.format(Locale.ROOT, format, value)});
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

  private static List<String[]> matrix(ModelEvaluation evaluation) {
    List<List<Long>> confusion = evaluation.confusion();
    List<String[]> rows = new ArrayList<>();
    int classes = confusion.size();
    String[] header = new String[classes + 1];
    header[0] = "";
    for (int c = 0; c < classes; c++) {
      header[c + 1] = evaluation.classes().get(c);
    }
    rows.add(header);
    for (int truth = 0; truth < classes; truth++) {
      String[] row = new String[classes + 1];
      row[0] = evaluation.classes().get(truth);
      for (int c = 0; c < classes; c++) {
        row[c + 1] = String.valueOf(confusion.get(truth).get(c));
      }
      rows.add(row);
    }
    return rows;
  }
}
