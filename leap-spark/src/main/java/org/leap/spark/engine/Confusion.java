package org.leap.spark.engine;

import java.util.List;

/**
 * How often examples of one class were taken for another.
 *
 * @param counts {@code counts.get(t).get(p)} examples of class t whose most probable class is p
 */
public record Confusion(List<List<Long>> counts) {

  public Confusion {
    counts = counts.stream().map(List::copyOf).toList();
  }
}
