/**
 * LEAP and everything of one replica, without Spark. Here is the plugin: learning rate perturbation
 * (arXiv 2208.11873) around any ND4J updater, for any DL4J network. {@link org.leap.core.Leap} is
 * the way in; no other module of this project is needed to use it. Around it are the noise, the
 * optimizers and schedules that ND4J lacks, what becomes of a gradient, the step on faster layers,
 * networks on graphs, and measures of flatness.
 */
package org.leap.core;
