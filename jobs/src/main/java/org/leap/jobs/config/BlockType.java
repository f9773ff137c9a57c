package org.leap.jobs.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** A type that is written as a block of keys. */
sealed interface BlockType<T> extends ValueType<T> permits Fields, Variants, AveragingRule.Written {

  /** The sets of keys a block may have: one, or one for each variant. */
  List<Fields<? extends T>> alternatives();

  /**
   * What is left of a block when another is laid over it: without the keys that the other one makes
   * meaningless.
   */
  Tree.Block retain(Tree.Block lower, Tree.Block higher);

  /** The type of the block at a key, if there is one. */
  private Optional<BlockType<?>> nested(String key) {
    return alternatives().stream()
        .flatMap(fields -> fields.settings().stream())
        .filter(setting -> setting.name().equals(key) && setting.type() instanceof BlockType<?>)
        .<BlockType<?>>map(setting -> (BlockType<?>) setting.type())
        .findFirst();
  }

  /**
   * Two layers as one. Blocks merge key by key, everything else of the higher layer replaces the
   * lower. Where the higher layer chooses another variant, keys of the lower one that the new
   * variant does not have are dropped; so is the lower of two keys that exclude each other.
   *
   * @param type what the block means, if it is known
   */
  static Tree.Block merge(Optional<BlockType<?>> type, Tree.Block lower, Tree.Block higher) {
    var kept = type.map(known -> known.retain(lower, higher)).orElse(lower);
    var merged = new LinkedHashMap<>(kept.entries());
    higher
        .entries()
        .forEach(
            (key, value) -> merged.merge(key, value, (old, over) -> lay(type, key, old, over)));
    // A block that the command line only changes is still best shown in its file.
    var origin = higher.origin().isCommandLine() ? lower.origin() : higher.origin();
    return new Tree.Block(origin, merged);
  }

  private static Tree lay(Optional<BlockType<?>> type, String key, Tree lower, Tree higher) {
    return lower instanceof Tree.Block below && higher instanceof Tree.Block above
        ? merge(type.flatMap(known -> known.nested(key)), below, above)
        : higher;
  }
}
