package org.leap.spark.checkpoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What makes a run the run it is.
 *
 * @param configuration names the configuration it was begun with
 * @param inputs what the configuration names and what was found there, by the name of the input
 */
public record RunIdentity(String configuration, Map<String, String> inputs) {
  public RunIdentity {
    inputs = Collections.unmodifiableMap(new TreeMap<>(inputs));
  }

  /** The inputs that are others now, in words; none if all are the same. */
  public List<String> changes(Map<String, String> now) {
    TreeSet<String> names = new TreeSet<>(inputs.keySet());
    names.addAll(now.keySet());
    List<String> changes = new ArrayList<>();
    for (String name : names) {
      String then = inputs.getOrDefault(name, "none");
      String here = now.getOrDefault(name, "none");
      if (!then.equals(here)) {
        changes.add("%s: then %s, now %s".formatted(name, then, here));
      }
    }
    return changes;
  }
}
