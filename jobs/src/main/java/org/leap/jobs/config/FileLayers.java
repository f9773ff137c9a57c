package org.leap.jobs.config;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.leap.jobs.text.Quoted;

/** Reads a file, and the parents it extends, into one layer. */
final class FileLayers {
  private final Problems problems;
  private final Map<Path, String> visited = new LinkedHashMap<>();

  FileLayers(Problems problems) {
    this.problems = problems;
  }

  /** The merged layer, or nothing once it is reported that a file cannot be used as a whole. */
  Optional<Tree.Block> read(Path file) {
    var origin = originIn(file, file.toString());
    try {
      return read(file, origin);
    } catch (Refusal refusal) {
      problems.add(origin, "", refusal.getMessage());
      return Optional.empty();
    }
  }

  private Optional<Tree.Block> read(Path file, Origin origin) throws Refusal {
    var text = ConfigFile.read(file);
    refuseCycle(file, origin);
    int before = problems.size();
    var tree = YamlReader.read(text, origin, problems);
    if (tree.filter(found -> !found.isNull()).isEmpty()) {
      if (problems.size() == before) {
        throw new Refusal("the file is empty; expected keys such as data, model and schedule");
      }
      return Optional.empty();
    }
    if (!(tree.get() instanceof Tree.Block block)) {
      throw new Refusal("expected keys such as data, found " + tree.get().description());
    }
    return block.writes(RunSchema.EXTENDS.name()) ? extended(file, block) : Optional.of(block);
  }

  private Optional<Tree.Block> extended(Path file, Tree.Block child) {
    var entries = new LinkedHashMap<>(child.entries());
    var written = entries.remove(RunSchema.EXTENDS.name());
    try {
      if (!(written instanceof Tree.Scalar name)) {
        throw new Refusal("expected a file, found " + written.description());
      }
      return parent(file, name.text())
          .map(
              parent ->
                  Layers.merge(
                      Optional.of(RunSchema.RUN), parent, new Tree.Block(child.origin(), entries)));
    } catch (Refusal refusal) {
      problems.add(written.origin(), RunSchema.EXTENDS.name(), refusal.getMessage());
      return Optional.empty();
    }
  }

  private Optional<Tree.Block> parent(Path child, String name) throws Refusal {
    try {
      var file = child.resolveSibling(name);
      return read(file, originIn(file, file.normalize().toString()));
    } catch (InvalidPathException e) {
      throw new Refusal("expected a file, found " + Quoted.of(name));
    } catch (Refusal refusal) {
      throw new Refusal(Quoted.of(name) + ": " + refusal.getMessage());
    }
  }

  private void refuseCycle(Path file, Origin origin) throws Refusal {
    try {
      if (visited.putIfAbsent(file.toRealPath(), origin.source()) != null) {
        throw new Refusal(
            "the files extend each other in a circle: "
                + String.join(" -> ", visited.values())
                + " -> "
                + origin.source());
      }
    } catch (IOException e) {
      throw new Refusal("cannot read the file: " + e.getMessage());
    }
  }

  private static Origin originIn(Path file, String label) {
    return new Origin(Quoted.visible(label), 0, file.toAbsolutePath().getParent());
  }
}
