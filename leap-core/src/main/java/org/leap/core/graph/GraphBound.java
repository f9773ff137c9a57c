package org.leap.core.graph;

/** A layer that needs a graph. */
public interface GraphBound {
  /** Makes the layer work on this graph from now on. */
  void bind(NodeGraph graph);
}
