package org.leap.jobs.model;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.leap.core.graph.GraphAttention;
import org.leap.core.graph.GraphConvolution;
import org.leap.core.graph.GraphIsomorphism;
import org.leap.core.graph.NodeLayer;
import org.leap.core.graph.NodeSelection;
import org.leap.jobs.config.ModelConfig;
import org.leap.jobs.config.WeightDecay;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Networks that classify the nodes of a graph, as their papers have them for citation graphs. They
 * take node numbers {@code [n, 1]} and must be bound to a graph. All end in a softmax over the
 * classes, trained on cross-entropy.
 */
public final class GraphZoo {
  private static final String NODES = "nodes";

  private final GraphBuilder graph;
  private final int features;
  private String top = NODES;

  private GraphZoo(GraphBuilder graph, int features) {
    this.graph = graph;
    this.features = features;
  }

  /** What the networks take, as DL4J names it. */
  public static InputType inputType() {
    return InputType.feedForward(1);
  }

  /**
   * The network that a configuration names, whose parameters are yet to be drawn.
   *
   * @param features of a node
   * @param decay of gcn only in the first layer, as in its paper
   * @param seed of the run; the initial parameters are drawn from it
   */
  public static ZooNetwork network(
      ModelConfig.OfGraph model,
      int features,
      int classes,
      IUpdater updater,
      WeightDecay decay,
      long seed) {
    NeuralNetConfiguration.Builder settings =
        ModelZoo.settings(updater, seed).weightInit(WeightInit.XAVIER_UNIFORM);
    GraphBuilder graph = settings.graphBuilder().addInputs(NODES).setInputTypes(inputType());
    GraphZoo zoo = new GraphZoo(graph, features);
    if (model instanceof ModelConfig.Gcn gcn) {
      zoo.convolutions(gcn, classes);
    } else if (model instanceof ModelConfig.Gat gat) {
      zoo.attentions(gat, classes);
    } else {
      zoo.isomorphisms((ModelConfig.Gin) model, classes);
    }
    ZooNetwork network = zoo.finish();
    List<Layer> layers = network.layers();
    int decaying = model instanceof ModelConfig.Gcn ? 1 : layers.size();
    layers.subList(0, decaying).forEach(layer -> ModelZoo.decay(layer, decay));
    return network;
  }

  /** Kipf and Welling 2017. */
  private void convolutions(ModelConfig.Gcn gcn, int classes) {
    for (int i = 0; i < gcn.layers(); i++) {
      boolean last = i == gcn.layers() - 1;
      add(
          "convolution" + i,
          new GraphConvolution.Builder()
              .nOut(last ? classes : gcn.hidden())
              .activation(last ? Activation.IDENTITY : Activation.RELU)
              .inputDropout(gcn.dropout()));
    }
  }

  /** Velickovic et al. 2018. */
  private void attentions(ModelConfig.Gat gat, int classes) {
    for (int i = 0; i < gat.layers(); i++) {
      boolean last = i == gat.layers() - 1;
      add(
          "attention" + i,
          new GraphAttention.Builder()
              .nOut(last ? classes : gat.heads() * gat.hidden())
              .heads(last ? gat.outputHeads() : gat.heads())
              .averaged(last)
              .attentionDropout(gat.attentionDropout())
              .activation(last ? Activation.IDENTITY : Activation.ELU)
              .inputDropout(gat.dropout()));
    }
  }

  /** Xu et al. 2019, with perceptrons of two layers. */
  private void isomorphisms(ModelConfig.Gin gin, int classes) {
    for (int i = 0; i < gin.layers(); i++) {
      boolean last = i == gin.layers() - 1;
      add(
          "isomorphism" + i,
          new GraphIsomorphism.Builder()
              .nOut(gin.hidden())
              .activation(Activation.RELU)
              .inputDropout(gin.dropout()));
      DenseLayer second =
          new DenseLayer.Builder()
              .nOut(last ? classes : gin.hidden())
              .activation(last ? Activation.IDENTITY : Activation.RELU)
              .build();
      graph.addLayer("perceptron" + i, second, top);
      top = "perceptron" + i;
    }
  }

  private void add(String name, NodeLayer.Builder<?> layer) {
    graph.addLayer(name, (top.equals(NODES) ? layer.onFeatures(features) : layer).build(), top);
    top = name;
  }

  private ZooNetwork finish() {
    Layer loss = new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build();
    return new ZooNetwork.Graph(
        graph
            .addVertex("asked", new NodeSelection(), top, NODES)
            .addLayer("out", loss, "asked")
            .setOutputs("out")
            .build());
  }
}
