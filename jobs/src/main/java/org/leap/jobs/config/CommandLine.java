package org.leap.jobs.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.leap.jobs.text.Quoted;

/**
 * Reads {@code --set key=value} options into one layer; a later option wins over an earlier one.
 */
final class CommandLine {
  static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

  private final Origin origin;
  private final Problems problems;

  CommandLine(Path workingDirectory, Problems problems) {
    this.origin = Origin.commandLine(workingDirectory);
    this.problems = problems;
  }

  Tree.Block read(List<String> options) {
    var layer = new Tree.Block(origin, Map.of());
    for (var option : options) {
      var read = readOne(option);
      if (read.isPresent()) {
        layer = BlockType.merge(Optional.empty(), layer, read.get());
      }
    }
    return layer;
  }

  private Optional<Tree.Block> readOne(String option) {
    int equals = option.indexOf('=');
    var key = equals < 0 ? option : option.substring(0, equals).strip();
    if (equals < 0 || !KEY.matcher(key).matches()) {
      problems.add(
          origin, "", "expected key=value such as training.workers=4, found " + Quoted.of(option));
      return Optional.empty();
    }
    if (key.equals(RunSchema.EXTENDS.name())) {
      problems.add(origin, key, "can only be written in a file");
      return Optional.empty();
    }
    return value(option.substring(equals + 1)).map(value -> nest(key, value));
  }

  private Optional<Tree> value(String text) {
    if (text.isBlank()) {
      return Optional.of(new Tree.Scalar(origin, "", true));
    }
    int before = problems.size();
    var value = YamlReader.read(text, origin, problems);
    if (value.isEmpty() && problems.size() == before) {
      return Optional.of(new Tree.Scalar(origin, "", true)); // only a comment
    }
    return value;
  }

  /** A value under a dotted key as a layer. */
  static Tree.Block nest(String key, Tree value) {
    var nested = value;
    var names = key.split("\\.", -1);
    for (int i = names.length - 1; i >= 0; i--) {
      nested = new Tree.Block(value.origin(), Map.of(names[i], nested));
    }
    return (Tree.Block) nested;
  }
}
