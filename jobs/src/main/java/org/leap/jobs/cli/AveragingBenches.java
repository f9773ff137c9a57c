package org.leap.jobs.cli;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.leap.jobs.bench.BenchModel;
import org.leap.jobs.bench.BenchOptimizer;
import org.leap.jobs.bench.BenchPeer;
import org.leap.jobs.bench.EngineFigures;
import org.leap.jobs.bench.Load;
import org.leap.jobs.bench.MasterFigures;
import org.leap.jobs.bench.MemoryFigures;
import org.leap.jobs.bench.RoundFigures;
import org.leap.jobs.cli.BenchCommand.Figure;
import org.leap.spark.engine.ReductionChoice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The benchmarks of rounds: workers that train and average on Spark in this process. */
final class AveragingBenches {
  private AveragingBenches() {}

  /** One that takes workers, the steps between their averages and an optimizer. */
  abstract static class AveragingBenchmark extends BenchCommand.TimedBenchmark {
    @Option(
        names = "--workers",
        paramLabel = "N",
        defaultValue = "2",
        description = "Logical workers, one thread each. Default: ${DEFAULT-VALUE}.")
    private int workers;

    @Option(
        names = "--averaging-frequency",
        paramLabel = "N",
        defaultValue = "10",
        description = "Local steps between two averages. Default: ${DEFAULT-VALUE}.")
    private int averagingFrequency;

    @Option(
        names = "--optimizer",
        paramLabel = "NAME",
        defaultValue = "sgd",
        description = "sgd, nesterov, adam. Default: ${DEFAULT-VALUE}.")
    private BenchOptimizer optimizer;

    @Override
    final void run() {
      requireAtLeast(1, "--workers", workers);
      requireAtLeast(1, "--averaging-frequency", averagingFrequency);
      measure(optimizer, workers, averagingFrequency);
    }

    abstract void measure(BenchOptimizer optimizer, int workers, int averagingFrequency);

    final String setting(BenchModel model) {
      return "%s, %s workers, averaging every %s steps, %s"
          .formatted(model, workers, averagingFrequency, optimizer);
    }
  }

  /** One whose turns are epochs. */
  abstract static class EpochBenchmark extends AveragingBenchmark {
    @Option(
        names = "--examples",
        paramLabel = "N",
        description =
            "Examples of an epoch, which each turn trains. Default: 60000, or 12000 of images.")
    private Integer examples;

    final Load load(BenchModel model, int workers, int averagingFrequency) {
      if (examples == null) {
        return Load.ofEpoch(model, workers, averagingFrequency);
      }
      requireAtLeast(1, "--examples", examples);
      Load load = Load.ofExamples(examples, model, workers, averagingFrequency);
      // An epoch without an average would be no measure of averaging.
      requireAtLeast(load.examples() / load.steps() * averagingFrequency, "--examples", examples);
      return load;
    }

    static String epochs(Load load) {
      return String.format(Locale.ROOT, ", epochs of %,d examples", load.examples());
    }
  }

  /** {@code leap bench engine}. */
  @Command(
      name = "engine",
      description = {
        "Measures parameter averaging in this process, of the MLP 784-1000-1000-10 or of another network.",
        "Peers: DL4J's ParameterAveragingTrainingMaster, and PyTorch's local SGD where it is asked for.",
        "Floor: as many replicas that never average."
      })
  static final class Engine extends EpochBenchmark {
    @Option(
        names = "--model",
        paramLabel = "NAME",
        defaultValue = "mlp",
        description = BenchCommand.MODELS)
    private BenchModel model;

    @Option(
        names = "--peer",
        paramLabel = "NAME",
        description =
            "torch: take turns with PyTorch too, by the python3 of the PATH: a process a worker that"
                + " averages as often, without noise, beside ours with LEAP.")
    private BenchPeer peer;

    @Override
    void measure(BenchOptimizer optimizer, int workers, int averagingFrequency) {
      Duration measured = measured(Duration.ofSeconds(150));
      Load load = load(model, workers, averagingFrequency);
      EngineFigures figures =
          peer == null
              ? EngineFigures.measure(optimizer, load, measured)
              : EngineFigures.measureBesideTorch(optimizer, load, measured);
      EngineFigures.Torch torch = figures.torch();
      double lone = workers * figures.singleWorkerExamplesPerSecond();
      Stream.Builder<Figure> table = Stream.builder();
      table.add(
          new Figure(
              "training",
              "examples/s",
              figures.examplesPerSecond(),
              figures.dl4jMasterExamplesPerSecond(),
              lone));
      String title = "engine: " + setting(model) + epochs(load);
      if (torch != null) {
        title +=
            ", beside PyTorch "
                + torch.version()
                + (torch.layout().isEmpty() ? "" : ", " + torch.layout());
        table.add(
            new Figure(
                "with LEAP, beside PyTorch without",
                "examples/s",
                torch.oursWithLeapExamplesPerSecond(),
                torch.examplesPerSecond(),
                lone));
        table.add(
            new Figure("its minibatch", "times PyTorch's", torch.oursWithLeapToIt(), null, null));
      }
      table.add(new Figure("round outside training", "ms", figures.roundOverheadMs(), null, null));
      print(figures, title, table.build().toArray(Figure[]::new));
    }
  }

  /** {@code leap bench master}. */
  @Command(
      name = "master",
      description = {
        "Measures one program that uses DL4J's Spark API with LeapTrainingMaster, in this process:",
        "the MLP 784-1000-1000-10, batch size 128. Peer: DL4J's ParameterAveragingTrainingMaster,",
        "once with its workers fed from the RDD (Direct), once from files (Export, its default)."
      })
  static final class Master extends EpochBenchmark {
    @Override
    void measure(BenchOptimizer optimizer, int workers, int averagingFrequency) {
      Load load = load(BenchModel.MLP, workers, averagingFrequency);
      MasterFigures figures =
          MasterFigures.measure(optimizer, load, measured(Duration.ofMinutes(2)));
      print(
          figures,
          "master: %s; trained anew: %s, peer: %s"
              .formatted(
                  setting(BenchModel.MLP) + epochs(load),
                  bits(figures.repeatable()),
                  bits(figures.dl4jMasterRepeatable())),
          training("peer Direct", figures, figures.dl4jMasterExamplesPerSecond()),
          training("peer Export", figures, figures.dl4jExportExamplesPerSecond()));
    }

    private static String bits(boolean repeatable) {
      return repeatable ? "the same bits" : "other bits";
    }

    private static Figure training(String peer, MasterFigures figures, double dl4j) {
      return new Figure("training, " + peer, "examples/s", figures.examplesPerSecond(), dl4j, null);
    }
  }

  /** {@code leap bench rounds}. */
  @Command(
      name = "rounds",
      description =
          "Measures what a round of 1.8 million parameters costs outside training, by number of logical workers.")
  static final class Rounds extends Action {
    private static final List<String> HEADER =
        List.of(
            "averaging",
            "workers",
            "outside (ms)",
            "load",
            "reduce",
            "idle",
            "ns per parameter moved",
            "empty Spark job (ms)");

    @Option(
        names = "--workers",
        paramLabel = "N",
        split = ",",
        defaultValue = "2,4,8,16",
        description = "Logical workers, one line each. Default: ${DEFAULT-VALUE}.")
    private List<Integer> workers;

    @Option(
        names = "--slots",
        paramLabel = "N",
        defaultValue = "2",
        description = "Workers that train side by side. Default: ${DEFAULT-VALUE}.")
    private int slots;

    @Option(
        names = "--rounds",
        paramLabel = "N",
        defaultValue = "60",
        description = "Rounds to take medians of. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Override
    void run() {
      if (slots < 1 || rounds < 1 || workers.stream().anyMatch(count -> count < 1)) {
        throw refused(
            "--workers, --slots and --rounds are %s, %s and %s, expected at least 1",
            workers, slots, rounds);
      }
      print(
          AlignedRows.text(
              HEADER,
              Stream.of(ReductionChoice.DIRECT, ReductionChoice.SLICED)
                  .flatMap(reduction -> workers.stream().map(count -> row(reduction, count)))));
    }

    private List<String> row(ReductionChoice reduction, int count) {
      RoundFigures figures = RoundFigures.measure(reduction, count, slots, rounds);
      return List.of(
          figures.reduction().name().toLowerCase(Locale.ROOT),
          String.valueOf(figures.workers()),
          decimal(figures.outsideMs()),
          decimal(figures.loadMs()),
          decimal(figures.reduceMs()),
          decimal(figures.idleMs()),
          decimal(figures.nsPerParameterMoved()),
          decimal(figures.emptyJobMs()));
    }
  }

  /** {@code leap bench memory}. */
  @Command(
      name = "memory",
      description = "Measures what a long run of short rounds leaves behind in this process.")
  static final class Memory extends Action {
    private static final int SAMPLES = 10;

    @Option(
        names = "--rounds",
        paramLabel = "N",
        defaultValue = "2000",
        description = "Rounds of the run, at least 10. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
        names = "--reduction",
        paramLabel = "NAME",
        defaultValue = "auto",
        description = "Who averages: auto, direct, sliced. Default: ${DEFAULT-VALUE}.")
    private ReductionChoice reduction;

    @Override
    void run() {
      requireAtLeast(SAMPLES, "--rounds", rounds);
      print(
          AlignedRows.text(
              List.of("round", "heap (MB)", "resident (MB)", "threads", "blocks", "local files"),
              MemoryFigures.measure(reduction, rounds, rounds / SAMPLES).stream()
                  .map(Memory::row)));
    }

    private static List<String> row(MemoryFigures figures) {
      return List.of(
          String.valueOf(figures.round()),
          decimal(figures.heapMb()),
          decimal(figures.residentMb()),
          String.valueOf(figures.threads()),
          String.valueOf(figures.blocks()),
          String.valueOf(figures.localFiles()));
    }
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
