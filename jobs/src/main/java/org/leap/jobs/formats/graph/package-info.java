/** Graphs whose nodes are classified: the formats they come in, and what they become. */
package org.leap.jobs.formats.graph;
