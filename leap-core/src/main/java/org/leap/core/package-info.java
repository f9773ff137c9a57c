/**
 * The LEAP plugin: learning rate perturbation (arXiv 2208.11873) around any ND4J updater, for any
 * DL4J network. {@link org.leap.core.Leap} is the way in; no other module of this project is needed
 * to use it.
 */
package org.leap.core;
