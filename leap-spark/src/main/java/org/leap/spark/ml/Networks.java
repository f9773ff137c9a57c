package org.leap.spark.ml;

import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.leap.core.optimizer.HeavyBall;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The configurations that estimators train. */
final class Networks {
  /** Updaters by name; any other goes into a network of one's own. */
  static final List<String> UPDATERS = List.of("adam", "sgd", "momentum", "nesterovs", "rmsprop");

  private static final double MOMENTUM = 0.9;

  /** What the last layer of a network gives. */
  enum Output {
    PROBABILITIES(Activation.SOFTMAX, LossFunction.MCXENT),
    NUMBER(Activation.IDENTITY, LossFunction.MSE);

    private final Activation activation;
    private final LossFunction loss;

    Output(Activation activation, LossFunction loss) {
      this.activation = activation;
      this.loss = loss;
    }
  }

  private Networks() {}

  static IUpdater updater(String name, double learningRate) {
    return switch (name) {
      case "adam" -> new Adam(learningRate);
      case "sgd" -> new Sgd(learningRate);
      case "momentum" -> new HeavyBall(learningRate, MOMENTUM);
      case "nesterovs" -> new Nesterovs(learningRate, MOMENTUM);
      case "rmsprop" -> new RmsProp(learningRate);
      default -> throw new IllegalArgumentException("Unknown updater: " + name);
    };
  }

  static MultiLayerConfiguration dense(
      int inputs, int[] hidden, int outputs, Output kind, IUpdater updater, int seed) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .updater(updater)
            .weightInit(WeightInit.RELU)
            .activation(Activation.RELU)
            .list();
    int in = inputs;
    for (int size : hidden) {
      list.layer(new DenseLayer.Builder().nIn(in).nOut(size).build());
      in = size;
    }
    return list.layer(
            new OutputLayer.Builder(kind.loss)
                .nIn(in)
                .nOut(outputs)
                .weightInit(WeightInit.XAVIER)
                .activation(kind.activation)
                .build())
        .build();
  }

  /** A user's own; refused if it is no configuration, or does not fit the rows. */
  static MultiLayerConfiguration parse(String json, int inputs, int outputs) {
    MultiLayerConfiguration configuration;
    try {
      configuration = MultiLayerConfiguration.fromJson(json);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "param network is not the JSON of a MultiLayerConfiguration (what its toJson() gives): "
              + e.getMessage(),
          e);
    }
    List<NeuralNetConfiguration> layers = configuration.getConfs();
    if (configuration.getInputPreProcess(0) == null
        && layers.get(0).getLayer() instanceof FeedForwardLayer first
        && first.getNIn() != inputs) {
      throw new IllegalArgumentException(
          "param network has %s inputs, but rows have %s features"
              .formatted(first.getNIn(), inputs));
    }
    if (!(layers.get(layers.size() - 1).getLayer() instanceof BaseOutputLayer last)) {
      throw new IllegalArgumentException("param network does not end in an output layer");
    }
    if (last.getNOut() != outputs) {
      throw new IllegalArgumentException(
          "param network has %s outputs, but labels need %s".formatted(last.getNOut(), outputs));
    }
    return configuration;
  }
}
