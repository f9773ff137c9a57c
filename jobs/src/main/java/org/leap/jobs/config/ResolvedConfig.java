package org.leap.jobs.config;

import java.util.Map;

/**
 * A configuration with nothing left open.
 *
 * @param config the settings
 * @param yaml the settings as a configuration file, the origin of every value as a comment; loading
 *     it gives an equal {@code config}
 * @param settings every value of it, as it is written, by the dotted path of its key; in order
 */
public record ResolvedConfig(RunConfig config, String yaml, Map<String, String> settings) {
  static ResolvedConfig of(ValueType.Read<RunConfig> read) {
    Resolved resolved = read.resolved();
    return new ResolvedConfig(read.value(), resolved.render(), resolved.settings());
  }
}
