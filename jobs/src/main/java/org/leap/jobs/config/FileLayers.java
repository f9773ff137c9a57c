package org.leap.jobs.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.lang3.StringUtils;
import org.leap.jobs.text.Quoted;

/** Reads a file, and the parents it extends, into one layer. */
final class FileLayers {
  static final int LARGEST = 1 << 20;

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

  /** The layer of a text; what it extends lies in its origin's directory. */
  Optional<Tree.Block> read(String text, Origin origin) {
    try {
      return layer(text, origin.directory().resolve("text"), origin);
    } catch (Refusal refusal) {
      problems.add(origin, "", refusal.getMessage());
      return Optional.empty();
    }
  }

  private Optional<Tree.Block> read(Path file, Origin origin) throws Refusal {
    var text = text(file);
    refuseCycle(file, origin);
    return layer(text, file, origin);
  }

  private Optional<Tree.Block> layer(String text, Path file, Origin origin) throws Refusal {
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
    var written = child.entries().get(RunSchema.EXTENDS.name());
    var own = child.changed(entries -> entries.remove(RunSchema.EXTENDS.name()));
    try {
      if (!(written instanceof Tree.Scalar name)) {
        throw new Refusal("expected a file, found " + written.description());
      }
      return parent(file, name.text())
          .map(parent -> BlockType.merge(Optional.of(RunSchema.RUN), parent, own));
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

  /** The text of a plain UTF-8 file of at most 1 MiB. */
  static String text(Path file) throws Refusal {
    if (Files.isDirectory(file)) {
      throw new Refusal("this is a directory; expected a YAML file");
    }
    if (!Files.exists(file) && !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new Refusal("no such file; check the path");
    }
    if (!Files.isRegularFile(file)) {
      throw new Refusal("this is not a plain file; expected a YAML file");
    }
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new Refusal("the file is larger than 1 MiB; expected a configuration");
      }
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return StringUtils.removeStart(text, "\uFEFF"); // The mark of the byte order.
    } catch (CharacterCodingException e) {
      throw new Refusal("the file is not UTF-8 text; save it as UTF-8");
    } catch (AccessDeniedException e) {
      throw new Refusal("no permission to read the file");
    } catch (IOException e) {
      throw new Refusal("cannot read the file: " + e.getMessage());
    }
  }

  /** Where a file's keys are written. */
  static Origin originIn(Path file, String label) {
    return new Origin(Quoted.visible(label), 0, file.toAbsolutePath().getParent());
  }
}
