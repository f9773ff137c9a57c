package org.leap.jobs.docs;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The Mermaid picture of docs/architecture.md. Nodes are packages or classes below org.leap, with
 * underscores for dots; a class belongs to the node with the longest name that fits.
 *
 * @param arrows from every node, perhaps to none
 */
record Picture(Map<String, Set<String>> arrows) {
  private static final String ROOT = "org.leap.";
  private static final Pattern NODE = Pattern.compile("(?m)^ *(\\w+)\\[\"[^\"]+\"]$");
  private static final Pattern ARROW = Pattern.compile("(?m)^ *(\\w+) --> (\\w+)$");

  static Picture of(String mermaid) {
    Map<String, Set<String>> arrows = new TreeMap<>();
    NODE.matcher(mermaid)
        .results()
        .forEach(node -> arrows.put(name(node.group(1)), new TreeSet<>()));
    ARROW
        .matcher(mermaid)
        .results()
        .forEach(arrow -> arrows.get(name(arrow.group(1))).add(name(arrow.group(2))));
    return new Picture(arrows);
  }

  private static String name(String id) {
    return id.replace('_', '.');
  }

  /** The node of a class of LEAP; empty if the picture has none for it. */
  String node(JavaClass type) {
    return arrows.keySet().stream()
        .filter(node -> (type.getBaseComponentType().getName() + ".").startsWith(ROOT + node + "."))
        .max(Comparator.comparing(String::length))
        .orElse("");
  }

  /** Where the arrows from a node lead, directly or through others. */
  Set<String> reachable(String node) {
    Set<String> reached = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(arrows.get(node));
    while (!open.isEmpty()) {
      String next = open.pop();
      if (reached.add(next)) {
        open.addAll(arrows.get(next));
      }
    }
    return reached;
  }

  /** Classes of LEAP that belong to these nodes. */
  DescribedPredicate<JavaClass> classesOf(Set<String> nodes) {
    return DescribedPredicate.describe(
        "belong to " + nodes,
        type ->
            type.getBaseComponentType().getName().startsWith(ROOT) && nodes.contains(node(type)));
  }
}
