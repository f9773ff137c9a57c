package org.leap.jobs.datasets;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.collections4.ListUtils;
import org.apache.commons.io.function.IOConsumer;
import org.leap.jobs.config.DataOptions;
import org.leap.jobs.formats.ExampleTable;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.formats.graph.GraphData;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.prepared.PreparedManifest;

/**
 * What a data set holds, in texts that are equal only if the data are: counts, and the SHA-256 of
 * what was read anyway. Neither names and times of files are in it nor anything that follows from
 * the configuration, such as a split.
 */
final class DataIdentity {
  /** Half of a SHA-256 is enough to tell data sets apart. */
  private static final int HASH_BYTES = 16;

  private static final int BUFFER = 1 << 16;

  private final Map<String, String> inputs = new TreeMap<>();

  private DataIdentity() {}

  /** Of tables as they were stored, before any of it is held back. */
  static DataIdentity of(
      ExampleShape shape, List<String> classNames, Map<Subset, ExampleTable> tables) {
    DataIdentity identity = new DataIdentity();
    identity.form(shape, classNames);
    tables.forEach(
        (subset, table) ->
            identity.set(
                PreparedData.name(subset),
                table.count(),
                out -> {
                  for (int row = 0; row < table.count(); row++) {
                    out.writeInt(table.label(row));
                    out.write(table.features(row));
                  }
                }));
    return identity;
  }

  /** Of prepared data, by the sums of its shards. */
  static DataIdentity of(PreparedManifest manifest) {
    DataIdentity identity = new DataIdentity();
    identity.form(manifest.shape(), manifest.classNames());
    manifest
        .sets()
        .forEach(
            (name, set) -> identity.set(name, set.examples(), out -> ints(set.shardSums(), out)));
    identity.inputs.put(
        "mean and deviation",
        hash(
            out -> {
              for (double value : ListUtils.union(manifest.mean(), manifest.deviation())) {
                out.writeDouble(value);
              }
            }));
    return identity;
  }

  /**
   * The texts, which tell where the scaling follows from what the files leave out and no longer
   * from the configuration alone: older versions knew no such scaling.
   */
  Map<String, String> scaled(DataOptions options, boolean sparse) {
    if (sparse && options.normalization() == DataOptions.Normalization.AUTO) {
      inputs.put("scaling", "by the largest values, as the data are sparse");
    }
    return inputs;
  }

  /** Of a graph; subsets that are drawn follow from the labels and the configuration. */
  static Map<String, String> of(GraphData data, boolean drawn) {
    DataIdentity identity = new DataIdentity();
    identity.inputs.put("graph", data.graph() + ", " + hash(data.graph()::write));
    identity.classes(data.classNames());
    identity.inputs.put("labels", hash(out -> ints(data.labels(), out)));
    for (Subset subset : Subset.ALL) {
      List<Integer> nodes = data.nodes(subset);
      if (!drawn && !nodes.isEmpty()) {
        identity.set(PreparedData.name(subset), nodes.size(), out -> ints(nodes, out));
      }
    }
    return identity.inputs;
  }

  private void form(ExampleShape shape, List<String> classNames) {
    inputs.put(
        "examples",
        "%s x %s x %s of %s"
            .formatted(shape.channels(), shape.height(), shape.width(), shape.type()));
    classes(classNames);
  }

  private void classes(List<String> names) {
    inputs.put(
        "classes",
        names.size()
            + ", "
            + hash(
                out -> {
                  for (String name : names) {
                    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
                    out.writeInt(bytes.length);
                    out.write(bytes);
                  }
                }));
  }

  private void set(String name, int examples, IOConsumer<DataOutputStream> content) {
    inputs.put(
        name + " set", String.format(Locale.ROOT, "%d examples, %s", examples, hash(content)));
  }

  private static void ints(List<Integer> values, DataOutputStream out) throws IOException {
    for (int value : values) {
      out.writeInt(value);
    }
  }

  private static String hash(IOConsumer<DataOutputStream> content) {
    var digest = DigestUtils.getSha256Digest();
    try (var out =
        new DataOutputStream(
            new BufferedOutputStream(
                new DigestOutputStream(OutputStream.nullOutputStream(), digest), BUFFER))) {
      content.accept(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "sha256 " + HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES);
  }
}
