package org.leap.jobs.config;

import java.util.List;
import java.util.Optional;

/** A type that is written as a block of keys. */
sealed interface BlockType<T> extends ValueType<T> permits Fields, Variants {

  /** The sets of keys a block may have: one, or one for each variant. */
  List<Fields<? extends T>> alternatives();

  /**
   * What is left of a block when another is laid over it: without the keys that the other one makes
   * meaningless.
   */
  Tree.Block retain(Tree.Block lower, Tree.Block higher);

  /** The type of the block at a key, if there is one. */
  default Optional<BlockType<?>> nested(String key) {
    for (var fields : alternatives()) {
      for (var candidate : fields.settings()) {
        if (candidate.name().equals(key) && candidate.type() instanceof BlockType<?> block) {
          return Optional.of(block);
        }
      }
    }
    return Optional.empty();
  }
}
