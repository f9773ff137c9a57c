package org.leap.jobs.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Enumeration;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.util.ModelSerializer;
import org.leap.core.NetworkView;
import org.leap.jobs.formats.DataSignature;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.storage.FormatVersion;

/**
 * {@code model.zip}: DL4J's own format with stock updaters, which plain DL4J restores, and beside
 * it the entry {@code leap.json} with the configuration as it was trained, perturbation included,
 * and what it was trained on.
 */
public final class ModelArchive {
  static final String LEAP_ENTRY = "leap.json";
  static final String RATE_SCALE = "rateScale";

  /** 2 says what the network was trained on, and the SHA-256 of its parameters. */
  static final int VERSION = 2;

  private ModelArchive() {}

  /**
   * Writes a network's state. The bytes depend on nothing else.
   *
   * @param steps local steps done, and epochs
   * @param data what it was trained on
   */
  public static void write(
      NetworkBlueprint blueprint,
      NetworkState state,
      TrainedModel.Steps steps,
      DataSignature data,
      OutputStream out)
      throws IOException {
    Model network =
        NetworkView.of(blueprint.network(state, steps.steps(), steps.epochs())).portable();
    Path dl4j = Files.createTempFile("leap-model", ".zip");
    try {
      try (OutputStream file = Files.newOutputStream(dl4j)) {
        ModelSerializer.writeModel(network, file, true);
      }
      copy(dl4j, leapEntry(blueprint, state, steps, data), out);
    } finally {
      Files.delete(dl4j);
    }
  }

  private static byte[] leapEntry(
      NetworkBlueprint blueprint, NetworkState state, TrainedModel.Steps steps, DataSignature data)
      throws IOException {
    Map<String, Object> entry = new TreeMap<>();
    entry.put("version", VERSION);
    entry.put(FormatVersion.WRITER, FormatVersion.writer());
    entry.put("kind", blueprint.kind().name());
    entry.put("configuration", blueprint.json());
    entry.put("paramsSha256", ParametersDigest.sha256(state.parameters()));
    entry.put("data", data);
    if (steps.rateScale() != 1) {
      entry.put(RATE_SCALE, steps.rateScale());
    }
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(entry);
  }

  private static void copy(Path dl4j, byte[] leapEntry, OutputStream out) throws IOException {
    // Not closed: the stream is the caller's.
    ZipOutputStream zip = new ZipOutputStream(out);
    try (ZipFile source = new ZipFile(dl4j.toFile())) {
      for (Enumeration<? extends ZipEntry> e = source.entries(); e.hasMoreElements(); ) {
        ZipEntry entry = e.nextElement();
        zip.putNextEntry(undated(entry.getName()));
        try (InputStream content = source.getInputStream(entry)) {
          content.transferTo(zip);
        }
      }
    }
    zip.putNextEntry(undated(LEAP_ENTRY));
    zip.write(leapEntry);
    zip.finish();
  }

  /** Entries carry a fixed time, so that equal runs leave equal files. */
  private static ZipEntry undated(String name) {
    ZipEntry entry = new ZipEntry(name);
    entry.setLastModifiedTime(
        FileTime.fromMillis(315_532_800_000L)); // 1980-01-01, the first ZIP knows
    return entry;
  }
}
