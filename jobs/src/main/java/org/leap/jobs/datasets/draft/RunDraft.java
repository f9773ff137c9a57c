package org.leap.jobs.datasets.draft;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.config.ConfigLoader;
import org.leap.jobs.datasets.inspect.Inspection;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.text.Quoted;

/**
 * A configuration of a run on data that nobody has described yet: what they are, and a network, a
 * learning rate and a length that fit them.
 *
 * @param yaml the configuration, with a comment at every choice
 * @param facts of the data, on one line
 * @param remarks on the data, a line each
 */
public record RunDraft(String yaml, String facts, List<String> remarks) {
  /** Images are made as small as this: larger ones take hours on a few cores. */
  private static final int LARGEST_SIDE = 64;

  /** What small images of several sizes become. */
  private static final int SMALL_SIDE = 32;

  /** What convolutions of the zoo need. */
  private static final int SMALLEST_SIDE = 16;

  /** With fewer images a deep network has nothing to learn from. */
  private static final int FEW = 5000;

  private static final int WORKERS = 2;
  private static final int MOST_IN_BATCH = 64;
  private static final double SHARE_TO_TRAIN = 0.8;

  /** Steps of a worker that such networks take to learn something. */
  private static final int STEPS = 1000;

  /**
   * Looks at data and drafts a configuration.
   *
   * @param location absolute path or Hadoop URI of a folder of images, or of CSV or Parquet files
   * @param label column that holds the classes; absent to find it
   * @throws BadDataException if no network can be trained on the data
   */
  public static RunDraft of(String location, Optional<String> label, Configuration hadoop)
      throws IOException {
    DataDraft data = DataDraft.of(DataFiles.at(location, hadoop), label, hadoop);
    Inspection inspection = inspect(data, hadoop);
    // Of sizes, then of colours.
    for (int i = 0; i < 2 && inspection.problem().isPresent(); i++) {
      data = mended(data, inspection.facts().shape(), inspection.problem().get());
      inspection = inspect(data, hadoop);
    }
    List<Integer> shape = inspection.facts().shape();
    if (data.format().equals("images") && Math.max(shape.get(1), shape.get(2)) > LARGEST_SIDE) {
      data = data.with("size", String.valueOf(LARGEST_SIDE));
      inspection = inspect(data, hadoop);
    }
    if (inspection.problem().isPresent()) {
      throw inspection.problem().get();
    }
    return of(data, inspection.facts());
  }

  private static Inspection inspect(DataDraft data, Configuration hadoop) throws IOException {
    String yaml = "data:\n  " + String.join("\n  ", data.lines()) + "\n";
    try {
      var text = new ConfigLoader.Text(yaml, "the draft");
      return Inspection.of(ConfigLoader.loadData(text, System.getenv()), hadoop);
    } catch (ConfigException e) {
      throw new BadDataException(
          data.keys().getOrDefault("train", "data"), e.problems().get(0).message());
    }
  }

  /**
   * Images of several sizes or colours become alike; what else is wrong is for the user to mend.
   */
  private static DataDraft mended(DataDraft data, List<Integer> shape, BadDataException problem) {
    if (data.format().equals("images") && problem.getMessage().contains("data.size")) {
      int side = Math.max(shape.get(1), shape.get(2));
      return data.with("size", String.valueOf(side <= SMALL_SIDE ? SMALL_SIDE : LARGEST_SIDE));
    }
    if (data.format().equals("images") && problem.getMessage().contains("data.channels")) {
      return data.with("channels", "3");
    }
    throw problem;
  }

  private static RunDraft of(DataDraft data, Inspection.Facts facts) {
    boolean split = !data.keys().containsKey("test");
    long train = facts.examples().get("train");
    Network network = Network.of(facts.shape(), train);
    int batch = batch(train);
    long stepsPerEpoch = Math.max(1, train / ((long) batch * WORKERS));
    long epochs = Math.min(100, Math.max(5, (STEPS + stepsPerEpoch - 1) / stepsPerEpoch));
    List<String> lines = new ArrayList<>();
    lines.add("# " + facts(facts) + ".");
    lines.add(
        "# Every key: docs/configuration.md. What is written here was chosen by looking at the data.");
    lines.add("seed: 42");
    lines.add("data:");
    data.lines().forEach(line -> lines.add("  " + line));
    if (split) {
      lines.add(
          "  split: %-19s  # no test set was found: the others test".formatted(SHARE_TO_TRAIN));
    }
    lines.add("  # normalize: none           # for values that are scaled already");
    lines.addAll(network.lines());
    lines.add("perturbation: {sigma: 0.1}    # LEAP's noise on the learning rate; 0 is without");
    lines.add("training:");
    lines.add(
        "  epochs: %-18s  # more if the test %s still rises at the end"
            .formatted(epochs, facts.label() == null ? "accuracy" : "R2"));
    lines.add("  batchSize: %-15s  # of each worker".formatted(batch));
    lines.add(
        "  workers: %-17s  # a core each; part of the experiment, not of the machine"
            .formatted(WORKERS));
    lines.add(
        "  averagingFrequency: %-6s  # local steps from one average to the next"
            .formatted(Math.min(5, stepsPerEpoch)));
    return new RunDraft(String.join("\n", lines) + "\n", facts(facts), facts.remarks());
  }

  /** A power of two that leaves every worker some minibatches. */
  private static int batch(long train) {
    int batch = MOST_IN_BATCH;
    while (batch > 1 && train < 8L * WORKERS * batch) {
      batch /= 2;
    }
    return batch;
  }

  private static String facts(Inspection.Facts facts) {
    List<Integer> shape = facts.shape();
    String form =
        shape.get(1) * shape.get(2) == 1
            ? shape.get(0) + " features"
            : "%s x %s x %s (channels x height x width)".formatted(shape.toArray());
    List<String> sets = new ArrayList<>();
    facts
        .examples()
        .forEach(
            (set, count) -> {
              if (count > 0) {
                sets.add(String.format(Locale.ROOT, "%s %,d", set, count));
              }
            });
    String label =
        facts.label() == null
            ? "%s classes %s"
                .formatted(
                    facts.classes().size(),
                    Quoted.bare(String.join(", ", facts.classes().stream().limit(8).toList())))
            : String.format(
                Locale.ROOT,
                "a number from %.4g to %.4g",
                facts.label().minimum(),
                facts.label().maximum());
    return "%s: %s examples of %s, %s"
        .formatted(facts.format(), String.join(", ", sets), form, label);
  }

  /** A network with its optimizer and its rate. */
  private record Network(String model, String optimizer, String schedule, String why) {
    static Network of(List<Integer> shape, long train) {
      int side = Math.min(shape.get(1), shape.get(2));
      if (side < SMALLEST_SIDE) {
        return new Network(
            "{name: mlp, hidden: [128, 64]}",
            "{name: adam}",
            "{name: cosine, learningRate: 0.002}",
            "two hidden layers; a rate that Adam stands on scaled values");
      }
      if (shape.get(0) == 1 || train < FEW) {
        return new Network(
            "{name: lenet}",
            "{name: momentum, momentum: 0.9}",
            "{name: cosine, learningRate: 0.01}",
            "small, fast, and enough for small or few images; resnet20 for more of them");
      }
      return new Network(
          "{name: resnet20}",
          "{name: momentum, momentum: 0.9, weightDecay: 5e-4}",
          "{name: warmup, learningRate: 0.05, length: 1 epoch, then: {name: cosine}}",
          "for coloured images of up to 64 x 64; resnet18 is stronger and slower");
    }

    List<String> lines() {
      return List.of(
          "model: " + model + "    # " + why,
          "optimizer: " + optimizer,
          "schedule: " + schedule + "    # lower the rate if the loss rises or stays");
    }
  }
}
