package org.leap.jobs.datasets.prepare;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.process.SparkApplication;
import org.leap.jobs.process.UsageException;
import org.leap.spark.prepared.PreparedManifest;
import org.leap.spark.prepared.PreparedManifest.PreparedSet;

/** {@code leap data prepare} as an application of Spark's. */
public final class PreparationJob {
  private PreparationJob() {}

  /**
   * Writes the prepared form of the data.
   *
   * @param location of the folder, on any Hadoop file system
   * @return what to say of it, in order
   * @throws UsageException if the folder is refused
   * @throws org.leap.jobs.formats.BadDataException if the data cannot be used
   */
  public static Map<String, String> start(DataConfig config, String location) throws IOException {
    if (config instanceof DataConfig.Prepared prepared) {
      throw new UsageException(
          "data.format is prepared, so %s is prepared already: train from it"
              .formatted(prepared.path()));
    }
    if (config instanceof DataConfig.OfGraph) {
      throw new UsageException(
          "data.format is one of graphs, which need no preparation: train from the files");
    }
    long begin = System.nanoTime();
    try (JavaSparkContext spark = SparkApplication.start("data prepare")) {
      PreparedFolder.Outcome outcome = PreparedFolder.prepare(config, location, spark);
      return facts(outcome, location, (System.nanoTime() - begin) / 1e9);
    }
  }

  private static Map<String, String> facts(
      PreparedFolder.Outcome outcome, String location, double seconds) {
    PreparedManifest manifest = outcome.manifest();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "example",
        text(
            "%d x %d x %d %s, %d classes",
            manifest.channels(),
            manifest.height(),
            manifest.width(),
            manifest.type().name().toLowerCase(Locale.ROOT),
            manifest.classNames().size()));
    manifest.sets().forEach((name, set) -> facts.put(name, set(set)));
    facts.put("time", outcome.found() ? "it was complete already" : text("%.1f s", seconds));
    facts.put("folder", location);
    return facts;
  }

  private static String set(PreparedSet set) {
    String skipped =
        set.badRecords() == 0 ? "" : text(", %,d bad records skipped", set.badRecords());
    return text(
        "%,d examples in %d shards, %.1f MB%s",
        set.examples(),
        set.shardBytes().size(),
        set.shardBytes().stream().mapToLong(Long::longValue).sum() / 1e6,
        skipped);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
