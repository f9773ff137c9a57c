/**
 * Optimizers that ND4J lacks, as ND4J updaters. They need no perturbation and can be perturbed like
 * any other.
 */
package org.leap.core.optimizer;
