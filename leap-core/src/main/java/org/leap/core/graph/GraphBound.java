package org.leap.core.graph;

/** A layer that needs a graph. */
public interface GraphBound {
  /** From now on the layer works on this graph. */
  void bind(NodeGraph graph);
}
