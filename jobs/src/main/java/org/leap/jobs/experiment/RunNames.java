package org.leap.jobs.experiment;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Names of run folders: the same for equal runs, safe on every file system, and the same again for
 * the same experiment.
 */
final class RunNames {
  private static final int LONGEST_PART = 40;
  private static final int LONGEST = 90;
  private static final int DIGITS = 8;

  private final Map<String, String> byResultKey = new HashMap<>();
  private final Set<String> taken = new HashSet<>();

  /**
   * @param resultKey what the result depends on
   * @param parts what the run is, in words, its seed last
   */
  String of(String resultKey, List<String> parts) {
    return byResultKey.computeIfAbsent(resultKey, key -> free(safe(parts)));
  }

  private static String safe(List<String> parts) {
    String name = join(parts);
    if (name.length() <= LONGEST) {
      return name;
    }
    // The end tells the seeds of a cell apart, the digest what is cut off.
    String digest = DigestUtils.sha256Hex(String.join("\n", parts)).substring(0, DIGITS);
    String end = "_" + digest + "_" + safe(parts.get(parts.size() - 1));
    return join(parts.subList(0, parts.size() - 1)).substring(0, LONGEST - end.length()) + end;
  }

  private static String join(List<String> parts) {
    return parts.stream().map(RunNames::safe).collect(Collectors.joining("_"));
  }

  private static String safe(String part) {
    String safe = part.replaceAll("[^A-Za-z0-9.-]+", "-").replaceAll("^[.-]+|[.-]+$", "");
    return safe.substring(0, Math.min(LONGEST_PART, safe.length()));
  }

  /** Some file systems do not tell upper from lower case. */
  private String free(String name) {
    String free = name;
    for (int i = 2; !taken.add(free.toLowerCase(Locale.ROOT)); i++) {
      free = name + "_" + i;
    }
    return free;
  }
}
