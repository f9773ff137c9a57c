package org.leap.jobs.model;

import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.leap.core.Leap;
import org.leap.jobs.formats.BadDataException;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;

/**
 * A network that a user brings, with its own optimizer and learning rate and without perturbation.
 * The file is not trusted: it is bounded, and nothing in it is deserialized by Java.
 *
 * @param flatInput whether it takes examples as rows
 * @param start its parameters, from a model file
 */
public record OwnNetwork(ZooNetwork network, boolean flatInput, Optional<NetworkState> start) {
  private static final int MOST_BYTES = 16 << 20;

  /** A graph's configuration has vertices, in JSON and in YAML. */
  private static final Pattern GRAPH = Pattern.compile("(?m)^\\s*\"?vertices\"?\\s*:");

  /**
   * Reads a network on any Hadoop file system.
   *
   * @param location path or Hadoop URI of a configuration as DL4J writes it, JSON or YAML, or of a
   *     {@code model.zip}
   * @param seed of the run; where the file has no parameters, they are drawn from it
   * @throws BadDataException if there is no network in it
   * @throws IOException if the file system cannot be reached
   */
  public static OwnNetwork read(String location, Configuration hadoop, long seed)
      throws IOException {
    Path path = new Path(location);
    try (InputStream in = new BufferedInputStream(path.getFileSystem(hadoop).open(path))) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > 1 && bytes[0] == 'P' && bytes[1] == 'K') {
        TrainedModel model = ModelReader.read(location, hadoop);
        return of(model.blueprint().json(), seed, Optional.of(model.state()));
      }
      if (bytes.length > MOST_BYTES) {
        throw new BadDataException(
            location, "is larger than %s bytes; expected a configuration".formatted(MOST_BYTES));
      }
      return parsed(location, new String(bytes, StandardCharsets.UTF_8), seed);
    } catch (FileNotFoundException e) {
      throw new BadDataException(location, "there is no such file; check model.file");
    }
  }

  private static OwnNetwork parsed(String location, String text, long seed) {
    OwnNetwork own;
    try {
      own = of(text, seed, Optional.empty());
    } catch (RuntimeException e) {
      throw new BadDataException(
          location,
          "holds no network that DL4J can read: %s; expected a configuration in JSON or YAML, or a model.zip (Keras files: convert them with DL4J's importer first)"
              .formatted(ModelReader.firstLine(e)));
    }
    try {
      own.network.checkMemory();
      own.network.blueprint(own.flatInput);
    } catch (IllegalArgumentException e) {
      throw new BadDataException(location, e.getMessage());
    }
    return own;
  }

  private static OwnNetwork of(String text, long seed, Optional<NetworkState> start) {
    boolean json = text.stripLeading().startsWith("{");
    int networkSeed = ModelZoo.networkSeed(seed);
    if (GRAPH.matcher(text).find()) {
      var read =
          json
              ? ComputationGraphConfiguration.fromJson(text)
              : ComputationGraphConfiguration.fromYaml(text);
      var graph = Leap.strip(read);
      graph.getDefaultConfiguration().setSeed(networkSeed);
      graph.getVertices().values().stream()
          .filter(LayerVertex.class::isInstance)
          .forEach(vertex -> ((LayerVertex) vertex).getLayerConf().setSeed(networkSeed));
      return of(new ZooNetwork.Graph(graph), start);
    }
    var read =
        json ? MultiLayerConfiguration.fromJson(text) : MultiLayerConfiguration.fromYaml(text);
    var stack = Leap.strip(read);
    stack.getConfs().forEach(layer -> layer.setSeed(networkSeed));
    return of(new ZooNetwork.Stack(stack), start);
  }

  private static OwnNetwork of(ZooNetwork network, Optional<NetworkState> start) {
    return new OwnNetwork(network, network.takesRows(), start);
  }

  /**
   * Runs one example through it.
   *
   * @throws IllegalArgumentException if it does not take such examples or tell such classes apart
   */
  public void check(ExampleShape shape) {
    NetworkBlueprint blueprint = network.blueprint(flatInput);
    long[] output;
    try {
      NetworkState state = start.orElseGet(() -> AveragingTrainer.initialState(blueprint));
      output = TrainedModel.outputShape(blueprint, state, shape);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "the network in model.file does not take examples of %s x %s x %s: %s"
              .formatted(shape.channels(), shape.height(), shape.width(), ModelReader.firstLine(e)),
          e);
    }
    if (!Arrays.equals(output, new long[] {1, shape.classes()})) {
      throw new IllegalArgumentException(
          "the network in model.file gives %s for one example, the data have %s classes: its last layer must have as many outputs"
              .formatted(Arrays.toString(output), shape.classes()));
    }
  }
}
