package org.leap.spark.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.leap.core.onednn.OneDnn;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What the bits of a result depend on besides the configuration: backend, vendor of the matrix
 * products, the processor's maker and widest instruction set, threads of an operation, version of
 * the native binaries, instructions that oneDNN uses for planned steps. Versions before 0.2.0,
 * which planned none, wrote another line.
 */
public final class Fingerprint {
  private static final List<String> WIDEST_FIRST = List.of("avx512f", "avx2", "avx", "sse4_2");
  private static final String RELEASE = "/org/eclipse/org.nd4j-nd4j-api-git.properties";
  private static final String UNKNOWN = "null";
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  private static final String OF_THIS_PROCESS = compute();

  private Fingerprint() {}

  /** One line, equal in processes that give equal bits. */
  public static String ofThisProcess() {
    return OF_THIS_PROCESS;
  }

  private static String compute() {
    Properties environment = Nd4j.getExecutioner().getEnvironmentInformation();
    return "%s, %s, %s, %s OpenMP threads, nd4j %s, %s"
        .formatted(
            Nd4j.getExecutioner().type(),
            environment.get("blas.vendor"),
            processor(),
            environment.get("omp.threads"),
            version(),
            OneDnn.description());
  }

  /** ND4J's jars, of which all have one version, tell it in a file that a shaded jar has too. */
  private static String version() {
    Properties release = new Properties();
    try (InputStream file = Nd4j.class.getResourceAsStream(RELEASE)) {
      if (file != null) {
        release.load(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return release.getProperty("git.build.version", UNKNOWN);
  }

  private static String processor() {
    List<String> first = List.of();
    if (Files.isReadable(CPUINFO)) {
      try {
        first = Files.readAllLines(CPUINFO).stream().takeWhile(line -> !line.isBlank()).toList();
      } catch (IOException e) {
        // Not Linux, or a hardened one: the architecture alone must do.
        return System.getProperty("os.arch");
      }
    }
    List<String> has = Arrays.asList(value(first, "flags").split(" ", -1));
    String widest = WIDEST_FIRST.stream().filter(has::contains).findFirst().orElse("");
    return String.join(" ", System.getProperty("os.arch"), value(first, "vendor_id"), widest)
        .strip();
  }

  private static String value(List<String> lines, String key) {
    return lines.stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("");
  }
}
