package org.leap.jobs.cli;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.leap.core.noise.GpuSelfTest;
import org.leap.core.step.Precision;
import org.leap.jobs.bench.BenchModel;
import org.leap.jobs.bench.BenchOptimizer;
import org.leap.jobs.bench.BenchPeer;
import org.leap.jobs.bench.FlatnessFigures;
import org.leap.jobs.bench.NoiseFigures;
import org.leap.jobs.bench.ReadingFigures;
import org.leap.jobs.bench.StepFigures;
import org.leap.jobs.bench.StepSetting;
import org.leap.jobs.bench.TorchFigures;
import org.leap.jobs.process.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code leap bench}, and those of its benchmarks that need no averaging. */
@Command(
    name = "bench",
    description =
        "Measures what this machine can do, each figure beside its peer and its floor in the same"
            + " run.",
    subcommands = {
      BenchCommand.Noise.class,
      BenchCommand.Step.class,
      AveragingBenches.Engine.class,
      AveragingBenches.Master.class,
      AveragingBenches.Rounds.class,
      AveragingBenches.Memory.class,
      ClusterBenches.Scaling.class,
      ClusterBenches.Recovery.class,
      BenchCommand.Flatness.class,
      BenchCommand.Reading.class
    })
final class BenchCommand extends Group {
  /** What {@code --model} takes. */
  static final String MODELS =
      "mlp, lenet, vgg16, resnet20, resnet18 or googlenet. Default: ${DEFAULT-VALUE}.";

  BenchCommand() {
    super("say what to measure, for example leap bench noise");
  }

  /** A benchmark whose figures are a table for people, or one JSON object. */
  abstract static class Benchmark extends Action {
    @Option(names = "--json", description = "Print one JSON object instead of a table.")
    private boolean json;

    /**
     * @param figures a record, the JSON object
     * @param title what was measured on what
     */
    final void print(Record figures, String title, Figure... table) {
      print(figures, title, Figure.table(table));
    }

    /** The same with a table of another form. */
    final void print(Record figures, String title, String table) {
      print(json ? json(figures) : title + "\n" + table);
    }
  }

  /** One that takes as long as it is given. */
  abstract static class TimedBenchmark extends Benchmark {
    private static final Duration WARM_UP = Duration.ofSeconds(5);

    @Option(
        names = "--seconds",
        paramLabel = "N",
        description = "Seconds to measure for, after the warm-up. More are steadier.")
    private Double seconds;

    /** Time for the virtual machine to compile; never longer than the measurement. */
    final Duration warmUp() {
      Duration asked = measured(WARM_UP);
      return asked.compareTo(WARM_UP) < 0 ? asked : WARM_UP;
    }

    final Duration measured(Duration byDefault) {
      if (seconds == null) {
        return byDefault;
      }
      if (!(seconds > 0 && seconds <= 86_400)) {
        throw refused("--seconds is %s, expected more than 0 and at most 86400", seconds);
      }
      return Duration.ofMillis((long) Math.ceil(1000 * seconds));
    }
  }

  /**
   * A line of a benchmark's table.
   *
   * @param unit such as {@code ms}
   * @param ours what LEAP on Spark reaches
   * @param peer what one would use otherwise; null for none
   * @param floor what the machine could do at best; null for none
   */
  record Figure(String name, String unit, double ours, Double peer, Double floor) {
    private static String table(Figure... figures) {
      return AlignedRows.text(
          List.of("figure", "ours", "peer", "floor"), Stream.of(figures).map(Figure::row));
    }

    private List<String> row() {
      return List.of(name + " (" + unit + ")", number(ours), number(peer), number(floor));
    }

    /** Three significant digits or a whole number. */
    private static String number(Double value) {
      if (value == null) {
        return "-";
      }
      int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
      return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
  }

  /** {@code leap bench noise}. */
  @Command(
      name = "noise",
      description = {
        "Measures one perturbation of an update, in nanoseconds per parameter (shortest of many).",
        "Peer: ND4J's randn and muli. Floor: a bare muli pass."
      })
  static final class Noise extends TimedBenchmark {
    @Option(
        names = "--parameters",
        paramLabel = "N",
        defaultValue = "1800000",
        description = "Length of the update. Default: ${DEFAULT-VALUE}.")
    private int parameters;

    @Option(
        names = "--threads",
        paramLabel = "N",
        defaultValue = "1",
        description = "Threads that share a perturbation. Default: ${DEFAULT-VALUE}.")
    private int threads;

    @Option(
        names = "--gpu",
        description =
            "Compare the CUDA kernel's bits with the CPU's on this machine's NVIDIA GPU instead,"
                + " and time it.")
    private boolean gpu;

    @Override
    void run() {
      if (gpu) {
        // Its own report, bit by bit; ND4J's backend plays no part.
        if (GpuSelfTest.run(System.out).mismatches() > 0) {
          endWith(ExitCode.INFRASTRUCTURE);
        }
        return;
      }
      requireAtLeast(1, "--parameters", parameters);
      requireAtLeast(1, "--threads", threads);
      NoiseFigures figures =
          NoiseFigures.measure(parameters, threads, warmUp(), measured(Duration.ofSeconds(12)));
      print(
          figures,
          String.format(
              Locale.ROOT,
              "noise: %s, %,d parameters, %s thread(s)",
              figures.kernel(),
              parameters,
              threads),
          new Figure(
              "perturbation",
              "ns per parameter",
              figures.nsPerParameter(),
              figures.nd4jNsPerParameter(),
              figures.floorNsPerParameter()));
    }
  }

  /** {@code leap bench step}. */
  @Command(
      name = "step",
      description = {
        "Measures one training step, in milliseconds (medians of steps taken in turns;",
        "with one OpenMP thread, processor time).",
        "Peers: plain DL4J, LEAP made of ND4J's randn and muli, and PyTorch where it is asked for.",
        "Floor: the bare products and convolutions, by the same library."
      })
  static final class Step extends TimedBenchmark {
    @Option(names = "--model", paramLabel = "NAME", defaultValue = "mlp", description = MODELS)
    private BenchModel model;

    @Option(
        names = "--optimizer",
        paramLabel = "NAME",
        defaultValue = "sgd",
        description = "sgd, nesterov, adam. Default: ${DEFAULT-VALUE}.")
    private BenchOptimizer optimizer;

    @Option(
        names = "--precision",
        paramLabel = "NAME",
        defaultValue = "float32",
        description = "float32 or bfloat16, of our replicas. Default: ${DEFAULT-VALUE}.")
    private Precision precision;

    @Option(
        names = "--peer",
        paramLabel = "NAME",
        description =
            "torch: time PyTorch too, in turns with ours, by the python3 of the PATH; takes twice"
                + " as long.")
    private BenchPeer peer;

    @Override
    void run() {
      Optional<String> obstacle = precision.obstacle();
      if (obstacle.isPresent()) {
        throw refused(
            "--precision is %s, but %s: use float32",
            precision.name().toLowerCase(Locale.ROOT), obstacle.get());
      }
      StepSetting setting = StepSetting.of(model, optimizer, precision);
      Duration measured = measured(Duration.ofSeconds(45));
      print(
          peer == null
              ? StepFigures.measure(setting, warmUp(), measured)
              : StepFigures.measureBesideTorch(setting, warmUp(), measured));
    }

    private void print(StepFigures figures) {
      String title =
          "step: %s, batch size %s, %s, %s"
              .formatted(model, figures.batchSize(), optimizer, figures.precision());
      if (figures.torch() != null) {
        print(figures, title + ", beside PyTorch " + figures.torch().version(), beside(figures));
        return;
      }
      Double floor = figures.floorMs();
      print(
          figures,
          title,
          new Figure("step", "ms", figures.plainMs(), figures.dl4jMs(), floor),
          new Figure("step with LEAP", "ms", figures.leapMs(), figures.naiveLeapMs(), floor));
    }

    /** A line for each precision of PyTorch. */
    static String beside(StepFigures figures) {
      TorchFigures torch = figures.torch();
      List<String> header =
          List.of(
              "step (ms)",
              "ours",
              "with LEAP",
              "DL4J's own",
              "floor",
              "PyTorch",
              "ours to PyTorch");
      Stream.Builder<List<String>> rows = Stream.builder();
      rows.add(row(figures, "PyTorch in float32", torch.float32()));
      if (torch.bfloat16() != null) {
        rows.add(row(figures, "PyTorch with bfloat16 autocast", torch.bfloat16()));
      }
      return AlignedRows.text(header, rows.build());
    }

    private static List<String> row(StepFigures figures, String name, TorchFigures.Step torch) {
      return List.of(
          torch.layout().isEmpty() ? name : name + ", " + torch.layout(),
          Figure.number(figures.plainMs()),
          Figure.number(figures.leapMs()),
          Figure.number(figures.dl4jMs()),
          Figure.number(figures.floorMs()),
          Figure.number(torch.ms()),
          Figure.number(torch.oursToIt()));
    }
  }

  /** {@code leap bench flatness}. */
  @Command(
      name = "flatness",
      description = "Measures Lanczos' method for the largest Hessian eigenvalue, in this process.")
  static final class Flatness extends Benchmark {
    @Option(names = "--model", paramLabel = "NAME", defaultValue = "lenet", description = MODELS)
    private BenchModel model;

    @Option(
        names = "--examples",
        paramLabel = "N",
        defaultValue = "10000",
        description = "Examples of the loss. Default: ${DEFAULT-VALUE}.")
    private int examples;

    @Option(
        names = "--steps",
        paramLabel = "N",
        defaultValue = "15",
        description =
            "Lanczos steps at most, of one gradient each; it ends when the eigenvalue is known to"
                + " 1 %%. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Option(
        names = "--slots",
        paramLabel = "N",
        defaultValue = "2",
        description = "Tasks that run side by side. Default: ${DEFAULT-VALUE}.")
    private int slots;

    @Override
    void run() {
      if (steps < 1 || slots < 1 || examples < slots) {
        throw refused(
            "--examples, --steps and --slots are %s, %s and %s, expected at least 1, and an example"
                + " a slot",
            examples, steps, slots);
      }
      FlatnessFigures figures = FlatnessFigures.measure(model, examples, steps, slots);
      print(
          figures,
          String.format(
              Locale.ROOT,
              "flatness: %s, %,d examples, %s Lanczos steps, %s slot(s)",
              model,
              examples,
              figures.lanczosSteps(),
              slots),
          new Figure("largest eigenvalue", "s", figures.seconds(), null, null),
          new Figure("gradients", "examples/s", figures.examplesPerSecond(), null, null));
    }
  }

  /** {@code leap bench reading}. */
  @Command(
      name = "reading",
      description = {
        "Measures how many rows a second one thread reads from Parquet, as a run does.",
        "Peer: Spark reads the same columns and drops them; it leaves images encoded. Floor: Java"
            + " decodes the same images from memory."
      })
  static final class Reading extends TimedBenchmark {
    @Option(
        names = "--rows",
        paramLabel = "N",
        defaultValue = "20000",
        description = "Rows of each table. Default: ${DEFAULT-VALUE}.")
    private int rows;

    @Override
    void run() {
      if (rows < 10 || rows > 1_000_000) {
        throw refused("--rows is %s, expected 10 to 1000000", rows);
      }
      ReadingFigures figures =
          ReadingFigures.measure(rows, warmUp(), measured(Duration.ofSeconds(20)));
      print(
          figures,
          String.format(Locale.ROOT, "reading: %,d rows of 28 x 28 values, one thread", rows),
          new Figure("arrays of floats", "rows/s", figures.numbers(), figures.sparkNumbers(), null),
          new Figure(
              "PNG images",
              "rows/s",
              figures.images(),
              figures.sparkImages(),
              figures.decodedImages()));
    }
  }
}
