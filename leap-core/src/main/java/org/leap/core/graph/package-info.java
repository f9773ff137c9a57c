/**
 * Networks over the nodes of a graph: layers with hand-written forward and backward passes over
 * sparse rows, and the graph they are bound to from outside.
 */
package org.leap.core.graph;
