package org.leap.spark.engine;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.leap.core.graph.NodeGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

final class MultiLayerReplica extends Replica {
  private final MultiLayerNetwork network;

  MultiLayerReplica(MultiLayerNetwork network) {
    this.network = network;
  }

  @Override
  MultiLayerNetwork network() {
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
    network.setIterationCount(step);
    network.setEpochCount(epoch);
  }

  @Override
  void bind(NodeGraph graph) {
    throw new IllegalArgumentException("a stack of layers takes no graph: use gcn, gat or gin");
  }

  @Override
  double fit(INDArray features, INDArray labels) {
    network.fit(features, labels);
    return network.score();
  }

  @Override
  double fit(MultiDataSet minibatch) {
    INDArray[] featureMasks = minibatch.getFeaturesMaskArrays();
    INDArray[] labelMasks = minibatch.getLabelsMaskArrays();
    network.fit(
        minibatch.getFeatures(0),
        minibatch.getLabels(0),
        featureMasks == null ? null : featureMasks[0],
        labelMasks == null ? null : labelMasks[0]);
    return network.score();
  }

  @Override
  INDArray output(INDArray features) {
    return network.output(features, false);
  }
}
