/**
 * The update of a network in one reading of its gradient, optimizer state and parameters: what
 * DL4J, ND4J's optimizers and LEAP do one after the other, done to a chunk while it is in the
 * cache.
 */
package org.leap.core.update;
