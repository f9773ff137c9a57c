package org.leap.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.plan.SchedulePreview;
import org.leap.jobs.report.RatePoint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code leap schedule}. */
@Command(
    name = "schedule",
    description =
        "Shows the learning rate of a configuration and the bands of its perturbation, before anything is trained.")
final class ScheduleCommand extends Action {
  private static final int ROWS = 20;

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
  void run() throws ConfigException, IOException {
    if (stepsPerEpoch != null) {
      requireAtLeast(1, "--steps-per-epoch", stepsPerEpoch);
    }
    String kind = out == null ? "" : out.toString().toLowerCase(Locale.ROOT);
    if (out != null && !kind.endsWith(".png") && !kind.endsWith(".csv")) {
      throw refused("--out is %s, expected a name that ends with .png or .csv", out);
    }
    SchedulePreview preview =
        SchedulePreview.of(
            arguments.load().config(),
            stepsPerEpoch == null ? OptionalInt.empty() : OptionalInt.of(stepsPerEpoch));
    if (preview.followsTheLoss()) {
      say("the rate of a plateau falls with the loss; this is where it starts from");
    }
    say(String.format(Locale.ROOT, "%,d rounds", preview.rounds()));
    if (out == null) {
      System.out.print(table(preview));
    } else if (kind.endsWith(".png")) {
      Files.write(out, preview.png());
    } else {
      Files.writeString(out, preview.csv());
    }
  }

  private static String table(SchedulePreview preview) {
    List<SchedulePreview.Moment> moments = preview.moments();
    int last = moments.size() - 1;
    int count = Math.min(ROWS, last);
    return AlignedRows.text(
        List.of(
            "step",
            "epoch",
            "learning rate",
            "± sigma, a worker",
            "± effective sigma, averaged",
            "round"),
        IntStream.rangeClosed(0, count)
            .mapToObj(row -> row(moments.get((int) ((long) row * last / Math.max(1, count))))));
  }

  private static List<String> row(SchedulePreview.Moment at) {
    RatePoint moment = at.rate();
    return List.of(
        String.valueOf(moment.step()),
        String.valueOf(moment.epoch()),
        number(moment.learningRate()),
        number(moment.edge(-1)) + " to " + number(moment.edge(1)),
        number(moment.averagedEdge(-1)) + " to " + number(moment.averagedEdge(1)),
        at.roundSteps() == 1 ? "1 step" : at.roundSteps() + " steps");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
