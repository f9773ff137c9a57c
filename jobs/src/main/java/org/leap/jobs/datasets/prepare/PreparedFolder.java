package org.leap.jobs.datasets.prepare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.datasets.Sources;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.files.FilesBelow;
import org.leap.jobs.process.SparkApplication;
import org.leap.jobs.process.UsageException;
import org.leap.jobs.text.Concealed;
import org.leap.spark.prepared.PreparedManifest;
import org.leap.spark.prepared.PreparedManifest.PreparedSet;
import org.leap.spark.storage.Folder;

/** A folder of prepared data and what may be done in it: begin, go on, or nothing any more. */
public final class PreparedFolder {
  private static final String BEGUN_FILE = "preparing.json";
  private static final int BEGUN_LIMIT = 1 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Record of what an unfinished folder is being prepared from. */
  private record Begun(String configuration, String source) {}

  private final Folder folder;
  private final String location;
  private final DataConfig config;

  private PreparedFolder(Folder folder, String location, DataConfig config) {
    this.folder = folder;
    this.location = location;
    this.config = config;
  }

  /**
   * Result of a preparation.
   *
   * @param found whether it was complete before
   */
  public record Outcome(PreparedManifest manifest, boolean found) {}

  /**
   * Writes the prepared form of the data, in an application of Spark's.
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
    if (config.isRegression()) {
      throw new UsageException(
          "data.task is regression, and only data of classes are prepared: train from the files");
    }
    long begin = System.nanoTime();
    try (JavaSparkContext spark = SparkApplication.start("data prepare")) {
      Outcome outcome = prepare(config, location, spark);
      return facts(outcome, location, (System.nanoTime() - begin) / 1e9);
    }
  }

  /**
   * Writes the prepared form of the data into a folder, unless it is there.
   *
   * @param location of the folder
   * @throws UsageException if the folder holds other data or cannot be used
   * @throws org.leap.jobs.formats.BadDataException if the data cannot be used
   */
  public static Outcome prepare(DataConfig config, String location, JavaSparkContext spark)
      throws IOException {
    Folder folder;
    try {
      folder = Folder.at(location, spark.hadoopConfiguration());
    } catch (IllegalArgumentException e) {
      throw new UsageException("%s cannot be used: %s".formatted(location, e.getMessage()));
    }
    return new PreparedFolder(folder, location, config).prepare(spark);
  }

  private Outcome prepare(JavaSparkContext spark) throws IOException {
    Configuration hadoop = spark.hadoopConfiguration();
    Optional<PreparedManifest> manifest = PreparedManifest.find(folder);
    if (manifest.isPresent()) {
      refuseOther(
          manifest.get().configuration(),
          manifest.get().source(),
          fingerprint(Sources.identity(config), files(config, hadoop)));
      return new Outcome(manifest.get(), true);
    }
    // Each lists all files, so both at once.
    FutureTask<List<String>> files = new FutureTask<>(() -> files(config, hadoop));
    Thread lister = new Thread(files, "leap-fingerprint");
    lister.setDaemon(true);
    lister.start();
    Source source = Sources.open(config, hadoop);
    String fingerprint = fingerprint(source.identity(), result(files));
    begin(fingerprint);
    Preparation preparation = new Preparation(config, source, location, spark);
    PreparedManifest written = preparation.run(folder, fingerprint);
    folder.delete(BEGUN_FILE);
    return new Outcome(written, false);
  }

  /**
   * SHA-256 over what names the state of the source, and of all its files.
   *
   * @param state of what is read, not of what has been written since
   */
  private static String fingerprint(Map<String, String> state, List<String> files) {
    List<String> lines = new ArrayList<>(files);
    state.forEach((name, value) -> lines.add(name + " " + value));
    Collections.sort(lines);
    return DigestUtils.sha256Hex(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
  }

  /** A line each: names, lengths and modification times of all files of the source. */
  private static List<String> files(DataConfig config, Configuration hadoop) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String location : config.locations()) {
      Path path = new Path(location);
      FileStatus status;
      try {
        status = path.getFileSystem(hadoop).getFileStatus(path);
      } catch (FileNotFoundException e) {
        // The reader has the better words for it.
        continue;
      }
      if (status.isFile()) {
        lines.add(line(status.getPath().toString(), status.getLen(), status.getModificationTime()));
        continue;
      }
      String folder = status.getPath() + "/";
      FilesBelow.visit(
          path, hadoop, (name, bytes, modified) -> lines.add(line(folder + name, bytes, modified)));
    }
    return lines;
  }

  private static String line(String name, long bytes, long modified) {
    return name + " " + bytes + " " + modified;
  }

  private static <T> T result(FutureTask<T> task) throws IOException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IOException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while listing the files");
    }
  }

  /** Says what the folder is for, so that shards of other data are never taken for ours. */
  private void begin(String fingerprint) throws IOException {
    Optional<String> text = folder.read(BEGUN_FILE, BEGUN_LIMIT);
    if (text.isPresent()) {
      Begun begun = begun(text.get());
      refuseOther(begun.configuration(), begun.source(), fingerprint);
      return;
    }
    if (!folder.names().isEmpty()) {
      throw new UsageException(
          "%s holds files that are no prepared data: choose another folder with --out"
              .formatted(folder));
    }
    folder.create();
    folder.write(BEGUN_FILE, JSON.writeValueAsString(new Begun(shown(config), fingerprint)));
  }

  /** What the examples depend on, without secrets. */
  static String shown(DataConfig config) {
    return Concealed.in(config.examplesKey());
  }

  private Begun begun(String text) {
    try {
      return JSON.readValue(text, Begun.class);
    } catch (JsonProcessingException e) {
      // Not ours, or damaged: equal to nothing.
      return new Begun("", "");
    }
  }

  private void refuseOther(String configuration, String source, String fingerprint) {
    // Version 0.1.0 wrote the values of variables.
    if (!List.of(shown(config), config.examplesKey()).contains(configuration)) {
      throw new UsageException(
          "%s holds data prepared with another configuration: choose another folder with --out, or delete it"
              .formatted(folder));
    }
    if (!fingerprint.equals(source)) {
      throw new UsageException(
          "%s was prepared from files that have changed since: choose another folder with --out, or delete it"
              .formatted(folder));
    }
  }

  private static Map<String, String> facts(Outcome outcome, String location, double seconds) {
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
