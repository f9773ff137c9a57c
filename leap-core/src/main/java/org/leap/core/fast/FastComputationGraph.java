package org.leap.core.fast;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

final class FastComputationGraph extends ComputationGraph {
  private static final long serialVersionUID = 1L;

  FastComputationGraph(ComputationGraphConfiguration configuration) {
    super(configuration);
  }

  @Override
  public void init(INDArray parameters, boolean cloneParametersArray) {
    super.init(parameters, cloneParametersArray);
    for (GraphVertex vertex : vertices) {
      if (vertex instanceof LayerVertex layerVertex) {
        replace(layerVertex);
      }
    }
    for (GraphVertex vertex : vertices) {
      if (vertex instanceof LayerVertex layerVertex
          && layerVertex.getLayer() instanceof FastLayer layer
          && inputGradientIsUnread(layerVertex)) {
        layer.inputGradient(InputGradient.unread(layerVertex.getLayerPreProcessor()));
      }
    }
  }

  private void replace(LayerVertex vertex) {
    Layer plain = vertex.getLayer();
    Layer variant = LayerVariants.of(plain);
    vertex.setLayer(variant);
    for (int i = 0; i < layers.length; i++) {
      if (layers[i] == plain) {
        layers[i] = variant;
      }
    }
    // Kept activations must survive the dropout of the layer above.
    variant.allowInputModification(false);
  }

  /**
   * A graph adds up the gradients of all that read an input before it throws them away, so either
   * all of them leave theirs out or none.
   */
  private boolean inputGradientIsUnread(LayerVertex vertex) {
    GraphVertex source = vertices[vertex.getInputVertices()[0].getVertexIndex()];
    if (!source.isInputVertex()
        && !(source.hasLayer() && source.getLayer() instanceof FrozenLayer)) {
      return false;
    }
    for (VertexIndices reader : source.getOutputVertices()) {
      if (!(vertices[reader.getVertexIndex()] instanceof LayerVertex other
          && other.getLayer() instanceof FastLayer)) {
        return false;
      }
    }
    return true;
  }
}
