package org.leap.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.plan.SchedulePreview;
import org.leap.jobs.report.RoundPoint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code leap schedule}. */
@Command(
    name = "schedule",
    description =
        "Shows the learning rate of a configuration and the band of its perturbation, before anything is trained.",
    mixinStandardHelpOptions = true)
final class ScheduleCommand implements Callable<Integer> {
  private static final int ROWS = 20;

  @Spec private CommandSpec spec;
  @Mixin private ConfigArguments arguments;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Where to: FILE.png for an image, FILE.csv for a table. Default: a short table here.")
  private Path out;

  @Option(
      names = "--steps-per-epoch",
      paramLabel = "N",
      description = "Local steps of an epoch. Default: counted in the data.")
  private Integer stepsPerEpoch;

  @Override
  public Integer call() throws ConfigException, IOException {
    if (stepsPerEpoch != null && stepsPerEpoch < 1) {
      throw refused("--steps-per-epoch is %s, expected at least 1".formatted(stepsPerEpoch));
    }
    String kind = out == null ? "" : out.toString().toLowerCase(Locale.ROOT);
    if (out != null && !kind.endsWith(".png") && !kind.endsWith(".csv")) {
      throw refused("--out is %s, expected a name that ends with .png or .csv".formatted(out));
    }
    SchedulePreview preview =
        SchedulePreview.of(
            arguments.load().config(),
            stepsPerEpoch == null ? OptionalInt.empty() : OptionalInt.of(stepsPerEpoch));
    if (preview.followsTheLoss()) {
      spec.commandLine()
          .getErr()
          .println("leap: the rate of a plateau falls with the loss; this is where it starts from");
    }
    if (out == null) {
      System.out.print(table(preview));
    } else if (kind.endsWith(".png")) {
      Files.write(out, preview.png());
    } else {
      Files.writeString(out, preview.csv());
    }
    return 0;
  }

  private ParameterException refused(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private static String table(SchedulePreview preview) {
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"step", "epoch", "learning rate", "± 1 sigma", "± 2 sigma"});
    List<RoundPoint> moments = preview.moments();
    int last = moments.size() - 1;
    int count = Math.min(ROWS, last);
    for (int row = 0; row <= count; row++) {
      RoundPoint moment = moments.get(count == 0 ? 0 : (int) ((long) row * last / count));
      rows.add(
          new String[] {
            String.valueOf(moment.step()),
            String.valueOf(moment.epoch()),
            number(moment.learningRate()),
            band(moment, 1),
            band(moment, 2)
          });
    }
    return AlignedRows.text(rows);
  }

  private static String band(RoundPoint moment, int deviations) {
    return number(SchedulePreview.edge(moment, -deviations))
        + " to "
        + number(SchedulePreview.edge(moment, deviations));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
