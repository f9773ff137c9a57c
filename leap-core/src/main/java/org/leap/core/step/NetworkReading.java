package org.leap.core.step;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
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
    check(network.getLayerWiseConfigurations().getBackpropType());
    Layer[] layers = network.getLayers();
    Value input = input(network.getLayerWiseConfigurations().getInputPreProcess(0), features);
    LayerReading reading = new LayerReading(network.params());
    Value value = input;
    for (int i = 0; i < layers.length; i++) {
      if (i > 0) {
        check(network.getLayerWiseConfigurations().getInputPreProcess(i), value);
      }
      value = reading.layer(layers[i], value, true);
    }
    return whole(input, reading.operations());
  }

  private static NetworkReading whole(Value input, List<Operation> operations)
      throws UncoveredException {
    int last = operations.size() - 1;
    for (int i = 0; i <= last; i++) {
      if (operations.get(i) instanceof LossOperation != (i == last)) {
        throw new UncoveredException("it does not end in an output layer");
      }
    }
    return new NetworkReading(input, operations);
  }

  /** The same for a graph. */
  static NetworkReading of(ComputationGraph network, long... features) throws UncoveredException {
    if (network.getNumInputArrays() != 1 || network.getNumOutputArrays() != 1) {
      throw new UncoveredException("it has several inputs or outputs");
    }
    check(network.getConfiguration().getBackpropType());
    return new GraphReading(network).read(features);
  }

  private static void check(BackpropType type) throws UncoveredException {
    if (type != BackpropType.Standard) {
      throw new UncoveredException("it is trained by truncated backpropagation");
    }
  }

  LossOperation loss() {
    return (LossOperation) operations.get(operations.size() - 1);
  }

  private static Value input(InputPreProcessor preProcessor, long... features)
      throws UncoveredException {
    Class<?> type = preProcessor == null ? null : preProcessor.getClass();
    if (type == FeedForwardToCnnPreProcessor.class) {
      var toImages = (FeedForwardToCnnPreProcessor) preProcessor;
      Value images =
          new Value(
              false,
              features[0],
              toImages.getNumChannels(),
              toImages.getInputHeight(),
              toImages.getInputWidth());
      boolean same =
          features.length == 2
              ? features[1] == images.size()
              : Arrays.equals(features, images.shape());
      if (!same) {
        throw new UncoveredException(
            "images %s are given as %s"
                .formatted(Arrays.toString(images.shape()), Arrays.toString(features)));
      }
      return images;
    }
    if (type == CnnToFeedForwardPreProcessor.class && features.length == 4) {
      return new Value(false, features);
    }
    if (type != null || (features.length != 2 && features.length != 4)) {
      throw new UncoveredException("its input is neither rows nor images");
    }
    return new Value(false, features);
  }

  /** Rows of an image lie in memory as the image does: the operation that reads them knows. */
  private static void check(InputPreProcessor preProcessor, Value value) throws UncoveredException {
    boolean covered =
        preProcessor == null
            || (preProcessor.getClass() == CnnToFeedForwardPreProcessor.class && value.isImage());
    if (!covered) {
      throw new UncoveredException("it has a " + preProcessor.getClass().getSimpleName());
    }
  }

  private static final class GraphReading {
    private final ComputationGraph network;
    private final GraphVertex[] vertices;
    private final Value[] values;

    /** Whether the value of a vertex has one reader, by whatever name. */
    private final boolean[] sole;

    private final LayerReading reading;

    GraphReading(ComputationGraph network) {
      this.network = network;
      this.vertices = network.getVertices();
      this.values = new Value[vertices.length];
      this.sole = new boolean[vertices.length];
      this.reading = new LayerReading(network.params());
    }

    NetworkReading read(long... features) throws UncoveredException {
      Value input = null;
      for (int index : network.topologicalSortOrder()) {
        if (vertices[index].isInputVertex()) {
          input = input(preProcessorOfInput(vertices[index]), features);
          values[index] = input;
        } else {
          values[index] = vertex(vertices[index], index);
        }
      }
      return whole(input, reading.operations());
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

    private Value vertex(GraphVertex vertex, int index) throws UncoveredException {
      List<Value> inputs = new ArrayList<>();
      boolean readsInput = false;
      boolean soleReader = true;
      for (VertexIndices source : vertex.getInputVertices()) {
        GraphVertex from = vertices[source.getVertexIndex()];
        inputs.add(values[source.getVertexIndex()]);
        readsInput |= from.isInputVertex();
        soleReader &= sole[source.getVertexIndex()];
      }
      Value value = value(vertex, inputs, readsInput, soleReader);
      // The identity hands on the value that it reads, which others may read as well.
      boolean own = !inputs.contains(value) || soleReader;
      if (vertex.getNumOutputConnections() == 0 && !vertex.isOutputVertex()) {
        throw new UncoveredException("nobody reads its vertex " + vertex.getVertexName());
      }
      sole[index] = own && vertex.getNumOutputConnections() == 1;
      return value;
    }

    private Value value(
        GraphVertex vertex, List<Value> inputs, boolean readsInput, boolean soleReader)
        throws UncoveredException {
      if (vertex.getClass() == LayerVertex.class) {
        LayerVertex layer = (LayerVertex) vertex;
        if (!readsInput) {
          check(layer.getLayerPreProcessor(), inputs.get(0));
        }
        return reading.layer(layer.getLayer(), inputs.get(0), soleReader);
      }
      var configuration = network.getConfiguration().getVertices().get(vertex.getVertexName());
      if (configuration.getClass() == FrozenVertex.class) {
        if (inputs.stream().anyMatch(Value::isTrained)) {
          throw new UncoveredException(
              "its frozen vertex %s is above layers that are trained"
                  .formatted(vertex.getVertexName()));
        }
        configuration = ((FrozenVertex) configuration).getUnderlying();
      }
      if (configuration.getClass() == MergeVertex.class
          && ((MergeVertex) configuration).getMergeAxis() == 1) {
        return reading.merge(inputs);
      }
      if (configuration.getClass() == ElementWiseVertex.class
          && ((ElementWiseVertex) configuration).getOp() == ElementWiseVertex.Op.Add) {
        return reading.sum(inputs);
      }
      throw new UncoveredException(
          "it has a " + vertex.getClass().getSimpleName() + " named " + vertex.getVertexName());
    }
  }
}
