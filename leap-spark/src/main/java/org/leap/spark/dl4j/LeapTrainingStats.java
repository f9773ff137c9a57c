package org.leap.spark.dl4j;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.deeplearning4j.spark.stats.BaseEventStats;
import org.deeplearning4j.spark.stats.EventStats;
import org.deeplearning4j.spark.util.SparkUtils;
import org.leap.spark.engine.RoundTiming;

/**
 * Where the time of a {@link LeapTrainingMaster} went: one event per round and part of it, by the
 * driver's clock, in milliseconds. No other clock is asked, so none need be reachable.
 */
public final class LeapTrainingStats implements SparkTrainingStats {
  private static final long serialVersionUID = 1L;
  static final String PLACE = "PlaceDataMs";
  static final String ROUND = "RoundMs";

  private final Map<String, List<EventStats>> events = new LinkedHashMap<>();

  LeapTrainingStats() {}

  void add(String key, long startMillis, double seconds) {
    events
        .computeIfAbsent(key, k -> new ArrayList<>())
        .add(new BaseEventStats(startMillis, Math.round(1e3 * seconds)));
  }

  void add(RoundTiming timing) {
    long start = System.currentTimeMillis() - Math.round(1e3 * timing.total());
    add(ROUND, start, timing.total());
    add("RoundBroadcastMs", start, timing.broadcast());
    add("RoundLoadMs", start, timing.load());
    add("RoundComputeMs", start, timing.compute());
    add("RoundPerturbMs", start, timing.perturb());
    add("RoundReduceMs", start, timing.reduce());
    add("RoundIdleMs", start, timing.idle());
  }

  @Override
  public Set<String> getKeySet() {
    return Collections.unmodifiableSet(events.keySet());
  }

  @Override
  public List<EventStats> getValue(String key) {
    return List.copyOf(known(key));
  }

  private List<EventStats> known(String key) {
    List<EventStats> found = events.get(key);
    if (found == null) {
      throw new IllegalArgumentException(
          "Unknown key: \"" + key + "\", known are " + events.keySet());
    }
    return found;
  }

  @Override
  public String getShortNameForKey(String key) {
    known(key);
    return key.replace("Round", "").replace("Ms", "");
  }

  /** The parts, not the whole rounds they add up to. */
  @Override
  public boolean defaultIncludeInPlots(String key) {
    known(key);
    return !key.equals(ROUND);
  }

  @Override
  public void addOtherTrainingStats(SparkTrainingStats other) {
    if (!(other instanceof LeapTrainingStats)) {
      throw new IllegalArgumentException(
          "Cannot add the statistics of a " + other.getClass().getName());
    }
    for (String key : other.getKeySet()) {
      events.computeIfAbsent(key, k -> new ArrayList<>()).addAll(other.getValue(key));
    }
  }

  /** None: workers are part of the rounds. */
  @Override
  public SparkTrainingStats getNestedTrainingStats() {
    return null;
  }

  @Override
  public String statsAsString() {
    StringBuilder text = new StringBuilder();
    events.forEach(
        (key, list) ->
            text.append(String.format(Locale.ROOT, DEFAULT_PRINT_FORMAT, key))
                .append(
                    list.stream()
                        .map(event -> Long.toString(event.getDurationMs()))
                        .collect(Collectors.joining(",")))
                .append('\n'));
    return text.toString();
  }

  @Override
  public void exportStatFiles(String outputPath, SparkContext sc) throws IOException {
    for (Map.Entry<String, List<EventStats>> entry : events.entrySet()) {
      List<EventStats> list = entry.getValue();
      String lines =
          Stream.concat(
                  Stream.of(list.get(0).getStringHeader(",")),
                  list.stream().map(event -> event.asString(",")))
              .collect(Collectors.joining("\n", "", "\n"));
      SparkUtils.writeStringToFile(
          new Path(outputPath, entry.getKey() + ".txt").toString(), lines, sc);
    }
  }
}
