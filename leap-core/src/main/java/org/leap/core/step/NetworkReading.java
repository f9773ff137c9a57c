package org.leap.core.step;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** A network as operations, in the order in which they run; the last is the loss. */
record NetworkReading(Value input, List<Operation> operations) {

  /**
   * Reads a network.
   *
   * @param features shape of a minibatch, {@code [b, ...]}
   */
  static NetworkReading of(MultiLayerNetwork network, long... features) throws UncoveredException {
    Layer[] layers = network.getLayers();
    Value input = input(network.getLayerWiseConfigurations().getInputPreProcess(0), features);
    LayerReading reading = new LayerReading();
    Value value = input;
    for (int i = 0; i < layers.length; i++) {
      if (i > 0) {
        check(network.getLayerWiseConfigurations().getInputPreProcess(i), value);
      }
      value = reading.layer(layers[i], value, true);
    }
    return new NetworkReading(input, reading.operations());
  }

  /** The same for a graph. */
  static NetworkReading of(ComputationGraph network, long... features) throws UncoveredException {
    if (network.getNumInputArrays() != 1 || network.getNumOutputArrays() != 1) {
      throw new UncoveredException("it has several inputs or outputs");
    }
    return new GraphReading(network).read(features);
  }

  LossOperation loss() {
    return (LossOperation) operations.get(operations.size() - 1);
  }

  private static Value input(InputPreProcessor preProcessor, long... features)
      throws UncoveredException {
    if (preProcessor instanceof FeedForwardToCnnPreProcessor toImages) {
      return new Value(
          false,
          features[0],
          toImages.getNumChannels(),
          toImages.getInputHeight(),
          toImages.getInputWidth());
    }
    if (preProcessor instanceof CnnToFeedForwardPreProcessor && features.length == 4) {
      return new Value(false, features);
    }
    if (preProcessor != null || features.length != 2 && features.length != 4) {
      throw new UncoveredException("its input is neither rows nor images");
    }
    return new Value(false, features);
  }

  /** Rows of an image lie in memory as the image does: the operation that reads them knows. */
  private static void check(InputPreProcessor preProcessor, Value value)
      throws UncoveredException {
    boolean covered =
        preProcessor == null
            || preProcessor.getClass() == CnnToFeedForwardPreProcessor.class && value.isImage();
    if (!covered) {
      throw new UncoveredException("it has a " + preProcessor.getClass().getSimpleName());
    }
  }

  private static final class GraphReading {
    private final ComputationGraph network;
    private final GraphVertex[] vertices;
    private final Value[] values;
    private final LayerReading reading = new LayerReading();

    GraphReading(ComputationGraph network) {
      this.network = network;
      this.vertices = network.getVertices();
      this.values = new Value[vertices.length];
    }

    NetworkReading read(long... features) throws UncoveredException {
      Value input = null;
      for (int index : network.topologicalSortOrder()) {
        if (vertices[index].isInputVertex()) {
          input = input(preProcessorOfInput(vertices[index]), features);
          values[index] = input;
        } else {
          values[index] = vertex(vertices[index]);
        }
      }
      return new NetworkReading(input, reading.operations());
    }

    private InputPreProcessor preProcessorOfInput(GraphVertex input) throws UncoveredException {
      InputPreProcessor found = null;
      for (VertexIndices reader : input.getOutputVertices()) {
        InputPreProcessor own =
            vertices[reader.getVertexIndex()] instanceof LayerVertex layer
                ? layer.getLayerPreProcessor()
                : null;
        if (own != null && input.getNumOutputConnections() > 1) {
          throw new UncoveredException("its input is read in several ways");
        }
        found = own;
      }
      return found;
    }

    private Value vertex(GraphVertex vertex) throws UncoveredException {
      List<Value> inputs = new ArrayList<>();
      boolean readsInput = false;
      boolean soleReader = true;
      for (VertexIndices source : vertex.getInputVertices()) {
        GraphVertex from = vertices[source.getVertexIndex()];
        inputs.add(values[source.getVertexIndex()]);
        readsInput |= from.isInputVertex();
        soleReader &= from.getNumOutputConnections() == 1;
      }
      if (vertex instanceof LayerVertex layer) {
        if (!readsInput) {
          check(layer.getLayerPreProcessor(), inputs.get(0));
        }
        return reading.layer(layer.getLayer(), inputs.get(0), soleReader);
      }
      var configuration = network.getConfiguration().getVertices().get(vertex.getVertexName());
      if (configuration instanceof MergeVertex merge && merge.getMergeAxis() == 1) {
        return reading.merge(inputs);
      }
      if (configuration instanceof ElementWiseVertex sum
          && sum.getOp() == ElementWiseVertex.Op.Add) {
        return reading.sum(inputs);
      }
      throw new UncoveredException(
          "it has a " + vertex.getClass().getSimpleName() + " named " + vertex.getVertexName());
    }
  }
}
