package org.leap.core.graph;

import java.util.Arrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Picks rows: of activations {@code [nodes, n]} and node numbers {@code [m, 1]}, in this order, it
 * makes {@code [m, n]}. So the examples of a minibatch are the nodes that are asked for, whatever
 * the size of the graph.
 */
public final class NodeSelection extends GraphVertex {
  private static final long serialVersionUID = 1L;

  @Override
  public GraphVertex clone() {
    return new NodeSelection();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NodeSelection;
  }

  @Override
  public int hashCode() {
    return NodeSelection.class.hashCode();
  }

  @Override
  public long numParams(boolean backprop) {
    return 0;
  }

  @Override
  public int minVertexInputs() {
    return 2;
  }

  @Override
  public int maxVertexInputs() {
    return 2;
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType type) {
    return new Pass(graph, name, index, type);
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType... inputs)
      throws InvalidInputTypeException {
    if (inputs.length != 2) {
      throw new InvalidInputTypeException(
          "a node selection takes activations and node numbers, found " + Arrays.toString(inputs));
    }
    return inputs[0];
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputs) {
    return new LayerMemoryReport.Builder(null, NodeSelection.class, inputs[0], inputs[0])
        .standardMemory(0, 0)
        .workingMemory(0, 0, 0, 0)
        .cacheMemory(0, 0)
        .build();
  }

  @SuppressWarnings("overrides") // DL4J's own methods.
  private static final class Pass extends BaseGraphVertex {
    private static final long serialVersionUID = 1L;

    Pass(ComputationGraph graph, String name, int index, DataType type) {
      super(graph, name, index, null, null, type);
    }

    @Override
    public boolean hasLayer() {
      return false;
    }

    @Override
    public Layer getLayer() {
      return null;
    }

    @Override
    public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
      int[] nodes = nodes();
      int width = inputs[0].columns();
      double[] all = Rows.read(inputs[0]);
      double[] picked = new double[nodes.length * width];
      for (int i = 0; i < nodes.length; i++) {
        System.arraycopy(all, nodes[i] * width, picked, i * width, width);
      }
      return Rows.array(picked, width, inputs[0].dataType(), ArrayType.ACTIVATIONS, workspaces);
    }

    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaces) {
      int[] nodes = nodes();
      int width = inputs[0].columns();
      double[] picked = Rows.read(epsilon);
      double[] all = new double[Math.toIntExact(inputs[0].length())];
      for (int i = 0; i < nodes.length; i++) {
        Rows.addScaled(1, picked, i * width, all, nodes[i] * width, width);
      }
      INDArray gradient =
          Rows.array(all, width, epsilon.dataType(), ArrayType.ACTIVATION_GRAD, workspaces);
      return new Pair<>(null, new INDArray[] {gradient, null});
    }

    private int[] nodes() {
      double[] numbers = Rows.read(inputs[1]);
      int[] nodes = new int[numbers.length];
      for (int i = 0; i < nodes.length; i++) {
        if (!(numbers[i] >= 0 && numbers[i] < inputs[0].rows())) {
          throw new IllegalArgumentException(
              "there is no node %s in a graph of %s".formatted(numbers[i], inputs[0].rows()));
        }
        nodes[i] = (int) numbers[i];
      }
      return nodes;
    }

    @Override
    public void setBackpropGradientsViewArray(INDArray gradients) {
      if (gradients != null) {
        throw new IllegalArgumentException("a node selection has no parameters");
      }
    }

    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArrays(
        INDArray[] masks, MaskState state, int minibatchSize) {
      return null;
    }

    @Override
    public String toString() {
      return "NodeSelection(" + getVertexName() + ")";
    }
  }
}
