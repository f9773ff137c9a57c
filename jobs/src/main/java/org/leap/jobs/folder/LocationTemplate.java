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
    return PLACEHOLDER
        .matcher(template)
        .replaceAll(
            placeholder ->
                switch (placeholder.group(1)) {
                  case "name" -> Matcher.quoteReplacement(name);
                  case "date" -> date.toString();
                  default ->
                      throw new UsageException(
                          "unknown placeholder %s in --run-dir %s: {name} and {date} are known"
                              .formatted(placeholder.group(), template));
                });
  }
}
