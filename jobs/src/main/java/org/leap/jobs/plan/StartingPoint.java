package org.leap.jobs.plan;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.leap.jobs.config.ModelConfig;
import org.leap.jobs.config.OptimizerConfig;
import org.leap.jobs.config.RunConfig;
import org.leap.jobs.config.ScheduleConfig;
import org.leap.jobs.formats.DataSignature;
import org.leap.jobs.model.OwnNetwork;
import org.leap.jobs.model.TrainedModel;

/**
 * What a run with a network from a file starts from, in words.
 *
 * @param settings keys that the network in the file brings, and what it brings
 * @param facts by their names, in order
 * @param warnings of what somebody may not expect
 */
public record StartingPoint(
    Map<String, String> settings, Map<String, String> facts, List<String> warnings) {
  /** Of a network that is drawn. */
  static final StartingPoint NONE = new StartingPoint(Map.of(), Map.of(), List.of());

  /**
   * The start of a run.
   *
   * @param file the network as it is in its file
   * @param own the network as it is trained
   * @param data what it is trained on
   */
  static StartingPoint of(RunConfig config, OwnNetwork file, OwnNetwork own, DataSignature data) {
    var settings = new LinkedHashMap<String, String>();
    if (config.optimizer() instanceof OptimizerConfig.OfNetwork) {
      settings.put("optimizer", own.optimizersInWords());
    }
    double first = own.firstRate();
    if (config.schedule() instanceof ScheduleConfig.OfNetwork) {
      settings.put("schedule", Double.isNaN(first) ? "none" : number(first) + " in the first step");
    }
    var facts = new LinkedHashMap<String, String>();
    var warnings = new ArrayList<String>();
    facts.put("goes on from", from(config, file, own));
    if (!Double.isNaN(first)) {
      facts.put("first rate", firstRate(config, file, first, warnings));
    }
    file.model()
        .flatMap(TrainedModel::data)
        .filter(known -> own.start().equals(file.start()))
        .ifPresent(known -> compare(known.classes(), data.classes(), warnings));
    return new StartingPoint(settings, facts, warnings);
  }

  private static String from(RunConfig config, OwnNetwork file, OwnNetwork own) {
    var chosen = (ModelConfig.File) config.model();
    var parts = new ArrayList<String>();
    parts.add(chosen.location());
    file.model()
        .map(model -> model.steps().steps())
        .filter(steps -> steps > 0)
        .ifPresent(steps -> parts.add("trained for " + steps + " steps"));
    if (!own.start().equals(file.start())) {
      parts.add("its last layer new");
    }
    long frozen = own.network().frozenParameters();
    if (frozen > 0) {
      parts.add(String.format(Locale.ROOT, "%,d parameters frozen", frozen));
    }
    if (chosen.optimizerState() == ModelConfig.File.FirstState.KEEP) {
      parts.add("with its optimizer's state");
    }
    return String.join(", ", parts);
  }

  private static String firstRate(
      RunConfig config, OwnNetwork file, double first, List<String> warnings) {
    double last = file.lastRate();
    if (Double.isNaN(last)) {
      return number(first);
    }
    String text = "%s; the model's training ended at %s".formatted(number(first), number(last));
    boolean own = config.schedule() instanceof ScheduleConfig.OfNetwork;
    if (own && first != last) {
      warnings.add(
          "the learning rate of the network in model.file starts anew, at %s, where its training ended at %s: schedule.learningRate chooses another"
              .formatted(number(first), number(last)));
    }
    return text;
  }

  private static void compare(List<String> before, List<String> now, List<String> warnings) {
    if (before.size() == now.size() && !before.equals(now)) {
      warnings.add(
          "the network in model.file tells the classes %s apart, the data have %s: its last layer goes on as it is; model.outputLayer: fresh starts it anew"
              .formatted(some(before), some(now)));
    }
  }

  private static String some(List<String> classes) {
    return classes.stream().limit(5).collect(Collectors.joining(", "))
        + (classes.size() > 5 ? ", ..." : "");
  }

  private static String number(double rate) {
    return new BigDecimal(rate).round(new MathContext(4)).stripTrailingZeros().toString();
  }
}
