package org.leap.jobs.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/** Collects problems, to be reported together. */
final class Problems {
  private final List<ConfigProblem> found = new ArrayList<>();

  void add(Origin origin, String keyPath, String message) {
    found.add(new ConfigProblem(origin.source(), origin.line(), keyPath, message));
  }

  void add(ConfigProblem problem) {
    found.add(problem);
  }

  int size() {
    return found.size();
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** All problems of one file together, by line. */
  List<ConfigProblem> inOrder() {
    var files = new LinkedHashMap<String, Integer>();
    found.forEach(problem -> files.putIfAbsent(problem.file(), files.size()));
    return found.stream()
        .sorted(
            Comparator.comparing((ConfigProblem problem) -> files.get(problem.file()))
                .thenComparing(ConfigProblem::line))
        .toList();
  }
}
