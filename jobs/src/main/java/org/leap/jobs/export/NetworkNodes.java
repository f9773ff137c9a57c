package org.leap.jobs.export;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.leap.core.NetworkView;

/** DL4J's networks, stacks and graphs, in ONNX's operators. */
final class NetworkNodes {
  private final OnnxGraph graph;
  private final LayerNodes layers;

  NetworkNodes(OnnxGraph graph) {
    this.graph = graph;
    this.layers = new LayerNodes(graph);
  }

  /**
   * Adds a network of plain DL4J.
   *
   * @param input the tensor it takes
   * @return the tensor it gives
   * @throws UnexportableException if a part of it is not known here; names that
   */
  String of(Model network, String input) {
    return NetworkView.of(network).map(stack -> stack(stack, input), net -> graph(net, input));
  }

  private String stack(MultiLayerNetwork network, String input) {
    String tensor = input;
    for (int i = 0; i < network.getnLayers(); i++) {
      Layer layer = network.getLayer(i);
      String name = layer.conf().getLayer().getLayerName();
      String part = name == null ? String.valueOf(i) : name;
      tensor =
          preprocessed(network.getLayerWiseConfigurations().getInputPreProcess(i), part, tensor);
      tensor = layers.of(layer, part, tensor);
    }
    return tensor;
  }

  private String graph(ComputationGraph network, String input) {
    List<String> inputs = network.getConfiguration().getNetworkInputs();
    List<String> outputs = network.getConfiguration().getNetworkOutputs();
    if (inputs.size() != 1 || outputs.size() != 1) {
      throw new UnexportableException(
          "the network has inputs %s and outputs %s, of which only one each is exported",
          inputs, outputs);
    }
    Map<String, String> tensors = new HashMap<>(Map.of(inputs.get(0), input));
    for (int index : network.topologicalSortOrder()) {
      String name = network.getVertices()[index].getVertexName();
      if (!tensors.containsKey(name)) {
        List<String> from =
            network.getConfiguration().getVertexInputs().get(name).stream()
                .map(tensors::get)
                .toList();
        tensors.put(name, vertex(network, name, from));
      }
    }
    return tensors.get(outputs.get(0));
  }

  private String vertex(ComputationGraph network, String name, List<String> inputs) {
    GraphVertex vertex = network.getConfiguration().getVertices().get(name);
    if (vertex instanceof LayerVertex layer) {
      return layers.of(
          network.getLayer(name), name, preprocessed(layer.getPreProcessor(), name, inputs.get(0)));
    } else if (vertex.getClass() == ElementWiseVertex.class) {
      return elementWise((ElementWiseVertex) vertex, name, inputs);
    } else if (vertex.getClass() == MergeVertex.class) {
      return graph.add(
          name, "Concat", inputs, OnnxGraph.integer("axis", ((MergeVertex) vertex).getMergeAxis()));
    } else if (vertex.getClass() == PreprocessorVertex.class) {
      return preprocessed(((PreprocessorVertex) vertex).getPreProcessor(), name, inputs.get(0));
    }
    throw notExported("vertex " + name, vertex);
  }

  private static UnexportableException notExported(String part, Object what) {
    return new UnexportableException(
        "%s is of the kind %s, which is not exported", part, what.getClass().getSimpleName());
  }

  private String elementWise(ElementWiseVertex vertex, String part, List<String> inputs) {
    return switch (vertex.getOp()) {
      case Add -> pairwise("Add", part, inputs);
      case Product -> pairwise("Mul", part, inputs);
      case Subtract -> graph.add(part, "Sub", inputs);
      case Average -> graph.add(part, "Mean", inputs);
      case Max -> graph.add(part, "Max", inputs);
    };
  }

  /** One after the other, in DL4J's order. */
  private String pairwise(String operator, String part, List<String> inputs) {
    return inputs.stream()
        .reduce((left, right) -> graph.add(part, operator, List.of(left, right)))
        .orElseThrow();
  }

  private String preprocessed(InputPreProcessor processor, String part, String input) {
    if (processor == null) {
      return input;
    } else if (processor.getClass() == CnnToFeedForwardPreProcessor.class
        && ((CnnToFeedForwardPreProcessor) processor).getFormat() == CNN2DFormat.NCHW) {
      // Channels, then lines, then columns, as DL4J has them.
      return graph.add(part, "Flatten", List.of(input));
    } else if (processor.getClass() == FeedForwardToCnnPreProcessor.class) {
      var images = (FeedForwardToCnnPreProcessor) processor;
      String shape =
          graph.integers(
              part,
              "shape",
              -1,
              images.getNumChannels(),
              images.getInputHeight(),
              images.getInputWidth());
      return graph.add(part, "Reshape", List.of(input, shape));
    }
    throw notExported("the input of layer " + part, processor);
  }
}
