package org.leap.jobs.model;

import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.leap.core.Leap;
import org.leap.core.NetworkView;
import org.leap.core.graph.NodeGraph;
import org.leap.core.graph.NodeLayer;
import org.leap.jobs.config.ModelConfig;
import org.leap.jobs.config.OptimizerConfig;
import org.leap.jobs.config.RunConfig;
import org.leap.jobs.config.TrainingConfig;
import org.leap.jobs.formats.BadDataException;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * A network that a user brings, with its own optimizer and learning rate and without perturbation.
 * The file is not trusted: it is bounded, and nothing in it is deserialized by Java.
 *
 * @param flatInput whether it takes examples as rows
 * @param start its parameters, from a model file
 * @param model the model file, as it is
 */
public record OwnNetwork(
    ZooNetwork network,
    boolean flatInput,
    Optional<NetworkState> start,
    Optional<TrainedModel> model) {
  private static final int MOST_BYTES = 16 << 20;

  /** A graph's configuration has vertices, in JSON and in YAML. */
  private static final Pattern GRAPH = Pattern.compile("(?m)^\\s*\"?vertices\"?\\s*:");

  /**
   * Reads a network on any Hadoop file system.
   *
   * @param file path or Hadoop URI of a configuration as DL4J writes it, JSON or YAML, or of a
   *     {@code model.zip}
   * @param seed of the run; where the file has no parameters, they are drawn from it
   * @throws BadDataException if there is no network in it
   * @throws IOException if the file system cannot be reached
   */
  public static OwnNetwork read(ModelConfig.File file, Configuration hadoop, long seed)
      throws IOException {
    String location = file.location();
    boolean keeps = file.optimizerState() == ModelConfig.File.FirstState.KEEP;
    Path path = new Path(location);
    try (InputStream in = new BufferedInputStream(path.getFileSystem(hadoop).open(path))) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > 1 && bytes[0] == 'P' && bytes[1] == 'K') {
        return of(
            keeps
                ? ModelReader.readWithOptimizer(location, hadoop)
                : ModelReader.read(location, hadoop),
            seed);
      }
      if (keeps) {
        throw new IllegalArgumentException(
            "model.optimizerState: a configuration has no state to keep: write zero, or a model.zip in model.file");
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
      own = of(text, seed);
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

  /** A network without parameters, as it is in a run. */
  public static OwnNetwork of(ZooNetwork network, boolean flatInput) {
    return new OwnNetwork(network, flatInput, Optional.empty(), Optional.empty());
  }

  private static OwnNetwork of(TrainedModel model, long seed) {
    OwnNetwork own = of(model.blueprint().json(), seed);
    // What a run of LEAP's has left: class weights are that run's setting, and for its classes.
    boolean byLeap = model.data().isPresent();
    return new OwnNetwork(
        byLeap ? LastLayer.unweighted(own.network) : own.network,
        own.flatInput,
        Optional.of(new NetworkState(model.state().parameters())),
        Optional.of(model));
  }

  private static OwnNetwork of(String text, long seed) {
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
      return of(new ZooNetwork.Graph(graph));
    }
    var read =
        json ? MultiLayerConfiguration.fromJson(text) : MultiLayerConfiguration.fromYaml(text);
    var stack = Leap.strip(read);
    stack.getConfs().forEach(layer -> layer.setSeed(networkSeed));
    return of(new ZooNetwork.Stack(stack));
  }

  private static OwnNetwork of(ZooNetwork network) {
    return of(network, network.takesRows());
  }

  private OwnNetwork with(ZooNetwork other) {
    return new OwnNetwork(other, flatInput, start, model);
  }

  /**
   * The network with a loss that counts the examples of every class by a weight.
   *
   * @throws IllegalArgumentException if it has another loss than cross-entropy over a softmax
   */
  public OwnNetwork weighted(double[] classWeights) {
    return with(LastLayer.weighted(network, classWeights));
  }

  /**
   * Compares the classes with the weights that its own loss has, if any.
   *
   * @throws IllegalArgumentException if they are of another number
   */
  public void checkWeights(int classes) {
    long weights = LastLayer.weights(network);
    if (weights > 0 && weights != classes) {
      throw new IllegalArgumentException(
          "the loss of the network in model.file has %s class weights, but the data have %s classes: set training.classWeights, such as balanced, in their place"
              .formatted(weights, classes));
    }
  }

  /**
   * The network as a run trains it: with the layers frozen that the configuration freezes, with a
   * last layer for so many classes, and with the run's optimizer and learning rate where it has
   * any.
   *
   * @param learningRate nothing where the network keeps its own
   * @throws IllegalArgumentException if it cannot be made so
   */
  public OwnNetwork in(RunConfig config, int classes, Optional<ISchedule> learningRate) {
    var file = (ModelConfig.File) config.model();
    OwnNetwork own = this;
    if (startsNewLastLayer(file, classes)) {
      ZooNetwork renewed = LastLayer.forClasses(network, classes);
      NetworkState fresh =
          LastLayer.fresh(
              renewed.blueprint(flatInput), network.blueprint(flatInput), start.orElseThrow());
      own = new OwnNetwork(renewed, flatInput, Optional.of(fresh), model);
    }
    if (file.freeze().isPresent()) {
      own = own.with(FrozenPart.of(own.network, file.freeze().get()));
    }
    if (learningRate.isPresent()) {
      ISchedule rate = learningRate.get();
      own =
          own.with(
              config.optimizer() instanceof OptimizerConfig.OfNetwork
                  ? Retuned.at(own.network, rate)
                  : Retuned.by(
                      own.network,
                      config.optimizer().updater(rate),
                      config.optimizer().weightDecay()));
    }
    if (file.optimizerState() == ModelConfig.File.FirstState.KEEP) {
      refuseOtherOptimizer(own, config);
    }
    return own;
  }

  private void refuseOtherOptimizer(OwnNetwork now, RunConfig config) {
    List<Class<?>> before = kinds(network);
    String obstacle = null;
    if (!before.equals(kinds(now.network))) {
      obstacle = "the optimizer is another one";
    } else if (now.network.trainableParameters() != network.trainableParameters()) {
      obstacle = "other layers are trained";
    } else if (!now.start.equals(start)) {
      obstacle = "the last layer is new";
    } else if (config.training().optimizerState() == TrainingConfig.OptimizerState.RESET) {
      obstacle = "training.optimizerState is reset";
    }
    if (obstacle != null) {
      throw new IllegalArgumentException(
          "model.optimizerState: keep does not go, as %s: write zero".formatted(obstacle));
    }
  }

  private static List<Class<?>> kinds(ZooNetwork network) {
    return Retuned.optimizers(network).stream().<Class<?>>map(IUpdater::getClass).toList();
  }

  private boolean startsNewLastLayer(ModelConfig.File file, int classes) {
    return start.isPresent()
        && (file.outputLayer() == ModelConfig.File.OutputLayer.FRESH
            || LastLayer.isForOthers(network, classes));
  }

  /** Its optimizers, each once, with their settings. */
  public String optimizersInWords() {
    return Retuned.optimizers(network).stream()
        .map(
            optimizer ->
                optimizer
                    .toString()
                    .replaceFirst("learningRate=[^,]*, (?=learningRateSchedule=(?!null))", "")
                    .replace(", learningRateSchedule=null", ""))
        .collect(Collectors.joining(", "));
  }

  /** The learning rate of its first step; NaN if its optimizers have none. */
  public double firstRate() {
    return rate(0, 0);
  }

  /** The learning rate of the last step of the model's training; NaN if that is not known. */
  public double lastRate() {
    return model
        .map(TrainedModel::steps)
        .filter(before -> before.steps() > 0)
        .map(
            before ->
                before.rateScale() * rate(before.steps() - 1, Math.max(0, before.epochs() - 1)))
        .orElse(Double.NaN);
  }

  /** Steps that the model was trained. */
  public int steps() {
    return model.map(known -> known.steps().steps()).orElse(0);
  }

  private double rate(int step, int epoch) {
    return Retuned.optimizers(network).stream()
        .filter(IUpdater::hasLearningRate)
        .findFirst()
        .map(optimizer -> optimizer.getLearningRate(step, epoch))
        .orElse(Double.NaN);
  }

  /**
   * What its training starts from.
   *
   * @param blueprint the network as workers have it
   * @param keepsOptimizer whether with the state of its optimizer
   */
  public Optional<NetworkState> start(NetworkBlueprint blueprint, boolean keepsOptimizer) {
    if (!keepsOptimizer) {
      return start;
    }
    var trained = model.orElseThrow();
    var network = trained.blueprint().network(trained.state(), 0, 0);
    float[] kept = blueprint.optimizerStateOf(network);
    network.close();
    return Optional.of(new NetworkState(start.orElseThrow().parameters(), kept));
  }

  /** Whether it classifies the nodes of a graph. */
  public boolean takesGraph() {
    return network.layers().stream().map(FrozenPart::thawed).anyMatch(NodeLayer.class::isInstance);
  }

  /**
   * Runs one node of a graph through it.
   *
   * @throws IllegalArgumentException if it takes other features or tells so many classes not apart
   */
  public void check(NodeGraph graph, int classes) {
    NetworkBlueprint blueprint = network.blueprint(flatInput);
    NetworkState state = start.orElseGet(() -> AveragingTrainer.initialState(blueprint));
    var bound = blueprint.network(new NetworkState(state.parameters()), 0, 0);
    try (INDArray node = graph.input(0)) {
      NetworkView view = NetworkView.of(bound);
      view.bind(graph);
      requireOutputs(view.output(node).shape(), classes, "node", classes + " classes");
    } finally {
      bound.close();
    }
  }

  private static void requireOutputs(long[] output, int expected, String one, String found) {
    if (!Arrays.equals(output, new long[] {1, expected})) {
      throw new IllegalArgumentException(
          "the network in model.file gives %s for one %s, the data have %s: its last layer must have as many outputs"
              .formatted(Arrays.toString(output), one, found));
    }
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
      output = TrainedModel.outputShape(blueprint, new NetworkState(state.parameters()), shape);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "the network in model.file does not take examples of %s x %s x %s: %s"
              .formatted(shape.channels(), shape.height(), shape.width(), ModelReader.firstLine(e)),
          e);
    }
    if (shape.measured() && LastLayer.isSoftmax(network)) {
      throw new IllegalArgumentException(
          "the network in model.file ends in a softmax over classes, which data.task: regression cannot learn a number with: end it in one output of activation identity, with the loss MSE");
    }
    requireOutputs(
        output,
        shape.outputs(),
        "example",
        shape.measured() ? "1 number" : shape.classes() + " classes");
  }
}
