package org.leap.jobs.config;

/**
 * A configuration with nothing left open.
 *
 * @param config the settings
 * @param yaml the settings as a configuration file, the origin of every value as a comment; loading
 *     it gives an equal {@code config}
 */
public record ResolvedConfig(RunConfig config, String yaml) {
  static ResolvedConfig of(ValueType.Read<RunConfig> read) {
    return new ResolvedConfig(read.value(), read.resolved().render());
  }
}
