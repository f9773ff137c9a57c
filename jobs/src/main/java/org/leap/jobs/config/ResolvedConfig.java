package org.leap.jobs.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.leap.jobs.text.Quoted;

/**
 * A configuration with nothing left open.
 *
 * @param config the settings
 * @param yaml the settings as a configuration file, the origin of every value as a comment; loading
 *     it gives an equal {@code config}
 * @param settings every value of it, as it is written, by the dotted path of its key; in order
 */
public record ResolvedConfig(RunConfig config, String yaml, Map<String, String> settings) {
  /**
   * The same with what is known of keys that another block brings, such as the optimizer of a
   * network from a file.
   *
   * @param brought by the names of the keys
   */
  public ResolvedConfig with(Map<String, String> brought) {
    var told = yaml;
    for (var entry : brought.entrySet()) {
      var line = Pattern.compile("(?m)^# " + Pattern.quote(entry.getKey()) + ": as in [a-z.]+$");
      told =
          line.matcher(told)
              .replaceFirst(
                  match ->
                      Matcher.quoteReplacement(
                          match.group() + ": " + Quoted.bare(entry.getValue())));
    }
    return new ResolvedConfig(config, told, settings);
  }

  static ResolvedConfig of(ValueType.Read<RunConfig> read) {
    Resolved resolved = read.resolved();
    return new ResolvedConfig(read.value(), resolved.render(), resolved.settings());
  }
}
