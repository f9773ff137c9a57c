package org.leap.jobs.folder;

import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.leap.jobs.process.UsageException;

/**
 * Where a run goes: {@code {name}} and {@code {date}} in a run folder stand for those of the run.
 */
public final class LocationTemplate {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

  private LocationTemplate() {}

  /**
   * Fills in the placeholders.
   *
   * @param template a path or Hadoop URI
   * @param name of the run
   * @param date of the run, written as 2026-01-31
   * @throws UsageException if there is another placeholder
   */
  public static String of(String template, String name, LocalDate date) {
    StringBuilder location = new StringBuilder();
    Matcher matcher = PLACEHOLDER.matcher(template);
    while (matcher.find()) {
      String value =
          switch (matcher.group(1)) {
            case "name" -> name;
            case "date" -> date.toString();
            default ->
                throw new UsageException(
                    "unknown placeholder %s in --run-dir %s: {name} and {date} are known"
                        .formatted(matcher.group(), template));
          };
      matcher.appendReplacement(location, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(location).toString();
  }
}
