package org.leap.jobs.config;

import static java.util.stream.Collectors.toSet;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.lang3.function.Failable;
import org.leap.core.step.Precision;
import org.leap.jobs.text.Quoted;

/**
 * The canonical text of a configuration, version 1: a line for every block with the name of its
 * variant, and one for every setting. Prepared folders hold the text, checkpoints its hash, so it
 * stays as it is for ever. It is made of the words and keys that are written in a file, not of
 * names in the code: a new setting cannot be forgotten, and a renamed class changes nothing. Where
 * words and keys have become others, or stood in another order, this class says what they were.
 *
 * <p>A text of another version will have to say so in a first line; this one has none.
 */
final class ResultKey {
  /** What changes nothing of the result. */
  private static final Set<String> WITHOUT =
      Set.of(
          "name",
          "checkpoint",
          "data.options.cache",
          "training.reduction",
          "training.allowMixedHardware");

  private static final Set<String> LENGTH = Set.of("training.epochs", "training.steps");

  /** What changes neither which examples there are nor where they go. */
  private static final Set<String> WITHOUT_FOR_EXAMPLES =
      Set.of("data.options.normalization", "data.options.augment", "data.options.cache");

  /** Names of blocks and variants that do not follow from what is written. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("perturbation", "PerturbationConfig"),
          Map.entry("flatMinima", "FlatMinimaConfig"),
          Map.entry("training", "TrainingConfig"),
          Map.entry("data.train", "IdxFiles"),
          Map.entry("data.test", "IdxFiles"),
          Map.entry("data.validation", "IdxFiles"),
          Map.entry("data.options", "DataOptions"),
          Map.entry("edgelist", "EdgeList"),
          Map.entry("adagrad", "AdaGrad"),
          Map.entry("rmsprop", "RmsProp"));

  /** Optimizers that are forms of Adam. */
  private static final Map<String, String> FORMS =
      Map.of(
          "adam", "ADAM", "adamw", "ADAM", "adamax", "ADAMAX", "amsgrad", "AMSGRAD", "nadam",
          "NADAM");

  private static final Map<String, String> KEYS =
      Map.of("model.file", "model.location", "data.normalize", "data.scaling");

  private final Set<String> without;
  private final StringBuilder lines = new StringBuilder();
  private final List<String> texts = new ArrayList<>();

  private ResultKey(Set<String> without) {
    this.without = without;
  }

  static String ofExamples(DataConfig config) {
    return of(config, WITHOUT_FOR_EXAMPLES).lines.toString();
  }

  static String ofFiles(DataConfig config) {
    return of(config, Set.of("data.options")).lines.toString();
  }

  /** Locations are read as absolute paths or as URIs. */
  static List<String> locations(DataConfig config) {
    return of(config, Set.of()).texts.stream()
        .filter(text -> text.startsWith("/") || Location.SCHEME.matcher(text).matches())
        .toList();
  }

  static String of(RunConfig config) {
    return of(config, WITHOUT).lines.toString();
  }

  static String withoutLength(RunConfig config) {
    return of(config, Stream.concat(WITHOUT.stream(), LENGTH.stream()).collect(toSet()))
        .lines
        .toString();
  }

  private static ResultKey of(Object config, Set<String> without) {
    var key = new ResultKey(without);
    if (config instanceof DataConfig data) {
      key.data(data);
    } else {
      key.settings("", (Record) config, Set.of());
    }
    return key;
  }

  private void append(String path, Object value) {
    if (without.contains(path)) {
      return;
    }
    if (value instanceof Optional<?> optional) {
      optional.ifPresent(present -> append(path, present));
    } else if (value instanceof ShareOr<?> part) {
      part.given().ifPresent(given -> append(path, given));
    } else if (value instanceof Record block) {
      block(path, block);
    } else if (value instanceof Enum<?> constant) {
      line(path, constant.name());
    } else if (value instanceof List<?> items) {
      line(path, String.valueOf(items.size()));
      for (int i = 0; i < items.size(); i++) {
        append(path + "." + i, items.get(i));
      }
    } else if (value instanceof Map<?, ?> entries) {
      line(path, String.valueOf(entries.size()));
      entries.forEach((name, entry) -> append(path + "." + name, entry));
    } else if (value instanceof String text) {
      texts.add(text);
      line(path, Quoted.inFull(text));
    } else {
      line(path, String.valueOf(value));
    }
  }

  private void block(String path, Record block) {
    if (block instanceof DataConfig config) {
      data(config);
    } else if (block instanceof OptimizerConfig config) {
      optimizer(path, config);
    } else if (block instanceof Span span) {
      line(path, "Span");
      line(path + ".count", String.valueOf(span.count()));
      line(path + ".unit", span.unit().name());
    } else if (block instanceof Portion portion) {
      line(path, portion.toString());
    } else if (block instanceof ClassWeights weights) {
      line(path, weights.toString());
    } else if (block instanceof AveragingRule.Steps constant) {
      line(path, String.valueOf(constant.steps()));
    } else if (block instanceof TrainingConfig.GradientClip clip) {
      line(path, "GradientClip");
      line(path + ".by", clip.by().name());
      line(path + ".bound", String.valueOf(clip.bound()));
    } else {
      line(
          path,
          block instanceof ScheduleConfig.OfNetwork || block instanceof TableSet
              ? block.getClass().getSimpleName()
              : name(path, block));
      settings(
          path, block, block instanceof ScheduleConfig.Warmup ? Set.of("learningRate") : Set.of());
    }
  }

  /** The options come last. */
  private void data(DataConfig config) {
    line("data", name("data", (Record) config));
    if (config instanceof DataConfig.OfSets tables) {
      line("data.sets", "Sets");
      settings("data.sets", tables.sets(), Set.of("split"));
    }
    settings("data", (Record) config, Set.of("seed", "limit", "labelNoise"));
    if (!without.contains("data.options")) {
      var options = config.options();
      line("data.options", "DataOptions");
      append("data.options.normalization", asItWas(config, options.normalization()));
      append("data.options.seed", options.seed());
      append("data.options.validation", options.validation());
      append("data.options.split", options.split());
      append("data.options.limit", options.limit());
      if (options.labelNoise() > 0) {
        append("data.options.labelNoise", options.labelNoise());
      }
      append("data.options.onBadRecord", options.onBadRecord());
      append("data.options.badRecordLimit", options.badRecordLimit());
      append("data.options.cache", options.cache());
      append("data.options.augment", options.augment());
    }
  }

  /** There was no choice by the data, and only those of LIBSVM are sparse by what is configured. */
  private static DataOptions.Normalization asItWas(
      DataConfig config, DataOptions.Normalization normalization) {
    boolean chosen = normalization == DataOptions.Normalization.AUTO;
    return chosen && !(config instanceof DataConfig.Libsvm)
        ? DataOptions.Normalization.STANDARD
        : normalization;
  }

  /** Where a network's own rate was all that one from a file could have, nothing was said. */
  private static Object saidBefore(Record block, Object value) {
    boolean ownRate =
        block instanceof RunConfig config && config.schedule() instanceof ScheduleConfig.OfNetwork;
    return ownRate && value instanceof OptimizerConfig.OfNetwork
        ? new OptimizerConfig.Sgd(WeightDecay.NONE)
        : value;
  }

  private void optimizer(String path, OptimizerConfig config) {
    if (config instanceof OptimizerConfig.OfNetwork) {
      line(path, "OfNetwork");
      return;
    }
    var word = Schema.word(config.getClass()).orElseThrow();
    line(path, FORMS.containsKey(word) ? "Adam" : name(path, (Record) config));
    if (FORMS.containsKey(word)) {
      line(path + ".form", FORMS.get(word));
    }
    settings(path, (Record) config, Set.of("weightDecay"));
    line(path + ".weightDecay", "WeightDecay");
    append(path + ".weightDecay.coefficient", config.weightDecay().coefficient());
    append(path + ".weightDecay.mode", config.weightDecay().mode());
  }

  /**
   * The settings of a block as they are declared.
   *
   * @param others keys that stand elsewhere
   */
  private void settings(String path, Record block, Set<String> others) {
    for (var component : block.getClass().getRecordComponents()) {
      var value = saidBefore(block, read(component, block));
      var key = Schema.declaration(component);
      if (key.isPresent()) {
        var name = Schema.name(component, key.get());
        if (!others.contains(name) && !standsElsewhere(block, name, value)) {
          var here = path.isEmpty() ? name : path + "." + name;
          append(KEYS.getOrDefault(here, here), value);
        }
      } else if (!(value instanceof DataConfig.Sets
          || value instanceof DataOptions
          || value instanceof WeightDecay)) {
        settings(path, (Record) value, others);
      }
    }
  }

  /** Shares of data are among the options. Some values were there before there was a choice. */
  private static boolean standsElsewhere(Record block, String name, Object value) {
    boolean share = name.equals("validation") && value instanceof OptionalDouble;
    boolean ownSize =
        block instanceof DataConfig.Parquet
            && value instanceof OptionalInt given
            && given.isEmpty();
    return ownSize
        || (block instanceof DataConfig && (share || value == DataConfig.FeatureForm.VALUES))
        || (name.equals("evaluateEvery") && value.equals(Span.epochs(1)))
        || value == ModelConfig.Initialization.HE
        || value == ModelConfig.File.OutputLayer.AUTO
        || value == ModelConfig.File.FirstState.ZERO
        || (block instanceof ModelConfig.OfResiduals && Boolean.FALSE.equals(value))
        || value == DataConfig.Task.CLASSIFICATION
        || value == Precision.FLOAT32
        || value instanceof OuterConfig.None;
  }

  private static String name(String path, Record block) {
    var written =
        Schema.word(block.getClass()).orElseGet(() -> path.substring(path.lastIndexOf('.') + 1));
    var known = NAMES.getOrDefault(path, NAMES.get(written));
    return known != null
        ? known
        : Stream.of(written.split("-"))
            .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
            .collect(Collectors.joining());
  }

  private void line(String path, String value) {
    lines.append(path).append('=').append(value).append('\n');
  }

  private static Object read(RecordComponent component, Record holder) {
    var accessor = component.getAccessor();
    accessor.setAccessible(true);
    return Failable.call(() -> accessor.invoke(holder));
  }
}
