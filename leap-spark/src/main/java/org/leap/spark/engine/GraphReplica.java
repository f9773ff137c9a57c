package org.leap.spark.engine;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.leap.core.graph.GraphNetworks;
import org.leap.core.graph.NodeGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

final class GraphReplica extends Replica {
  private final ComputationGraph network;

  GraphReplica(ComputationGraph network) {
    this.network = network;
  }

  @Override
  ComputationGraph network() {
    return network;
  }

  @Override
  INDArray optimizerState() {
    return network.getUpdater().getStateViewArray();
  }

  @Override
  Layer[] layers() {
    return network.getLayers();
  }

  @Override
  void setCounters(int step, int epoch) {
    network.getConfiguration().setIterationCount(step);
    network.getConfiguration().setEpochCount(epoch);
  }

  @Override
  void bind(NodeGraph graph) {
    GraphNetworks.bind(network, graph);
  }

  @Override
  double fit(INDArray features, INDArray labels) {
    network.fit(new INDArray[] {features}, new INDArray[] {labels});
    return network.score();
  }

  @Override
  double fit(MultiDataSet minibatch) {
    network.fit(
        minibatch.getFeatures(),
        minibatch.getLabels(),
        minibatch.getFeaturesMaskArrays(),
        minibatch.getLabelsMaskArrays());
    return network.score();
  }

  @Override
  INDArray output(INDArray features) {
    return network.output(false, features)[0];
  }
}
