package org.leap.core.flatness;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.leap.core.fast.FastNetworks;
import org.leap.core.graph.GraphNetworks;
import org.nd4j.linalg.dataset.DataSet;

/**
 * The loss of a DL4J network on minibatches in memory. It works on a twin in evaluation mode: the
 * network itself is only read.
 */
public final class NetworkLandscape implements LossLandscape {
  private final MinibatchLoss twin;
  private final ParameterLayout layout;
  private final double[] parameters;
  private final List<DataSet> minibatches;
  private final long examples;

  private NetworkLandscape(Model original, Model twin, List<DataSet> minibatches) {
    this.twin = new MinibatchLoss(twin);
    this.layout = ParameterLayout.of(twin);
    this.parameters = original.params().toDoubleVector();
    this.minibatches = List.copyOf(minibatches);
    this.examples = minibatches.stream().mapToLong(batch -> batch.getFeatures().size(0)).sum();
    if (examples == 0) {
      throw new IllegalArgumentException("there are no examples to measure the loss on");
    }
    if (minibatches.stream().anyMatch(DataSet::hasMaskArrays)) {
      throw new IllegalArgumentException("minibatches with masks are not supported");
    }
  }

  /** The landscape around the network's parameters. */
  public static NetworkLandscape of(MultiLayerNetwork network, List<DataSet> minibatches) {
    MultiLayerNetwork twin =
        FastNetworks.of(EvaluationMode.of(network.getLayerWiseConfigurations()));
    twin.init();
    return new NetworkLandscape(network, twin, minibatches);
  }

  /** The landscape around the parameters of a graph with one input and one output. */
  public static NetworkLandscape of(ComputationGraph network, List<DataSet> minibatches) {
    ComputationGraph twin = FastNetworks.of(EvaluationMode.of(network.getConfiguration()));
    twin.init();
    GraphNetworks.bindLike(twin, network);
    return new NetworkLandscape(network, twin, minibatches);
  }

  @Override
  public ParameterLayout layout() {
    return layout;
  }

  @Override
  public double[] parameters() {
    return parameters.clone();
  }

  @Override
  public double roundoff() {
    return twin.roundoff();
  }

  @Override
  public double loss(double[] at) {
    twin.moveTo(at);
    double sum = 0;
    for (DataSet batch : minibatches) {
      sum += twin.sum(batch.getFeatures(), batch.getLabels());
    }
    return sum / examples;
  }

  @Override
  public double gradient(double[] at, double[] gradient) {
    twin.moveTo(at);
    Arrays.fill(gradient, 0);
    double sum = 0;
    for (DataSet batch : minibatches) {
      sum += twin.sum(batch.getFeatures(), batch.getLabels(), gradient);
    }
    layout.maskUntrained(gradient);
    Vectors.scale(1.0 / examples, gradient);
    return sum / examples;
  }
}
