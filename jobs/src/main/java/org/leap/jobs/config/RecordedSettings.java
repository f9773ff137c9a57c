package org.leap.jobs.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a resolved configuration sets, whatever version wrote it. */
public final class RecordedSettings {
  private RecordedSettings() {}

  /**
   * Every value by its dotted key, in the order of the file.
   *
   * @param yaml a resolved configuration
   * @param source for messages
   * @throws ConfigException if it cannot be read
   */
  public static Map<String, String> of(String yaml, String source) throws ConfigException {
    var problems = new Problems();
    var origin = new Origin(source, 1, Path.of("").toAbsolutePath());
    var settings = new LinkedHashMap<String, String>();
    YamlReader.read(yaml, origin, problems).ifPresent(tree -> put("", tree, settings));
    if (!problems.isEmpty()) {
      throw new ConfigException(problems.inOrder());
    }
    return settings;
  }

  private static void put(String path, Tree tree, Map<String, String> settings) {
    if (tree instanceof Tree.Block block && !block.entries().isEmpty()) {
      block
          .entries()
          .forEach((key, value) -> put(path.isEmpty() ? key : path + "." + key, value, settings));
    } else if (!tree.isNull()) {
      settings.put(path, tree.flow());
    }
  }
}
