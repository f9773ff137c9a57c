/**
 * A network's step as a program of oneDNN, planned once for each size of minibatch: forward,
 * backward and loss of DL4J's networks, into DL4J's own parameters and gradients. {@link
 * org.leap.core.step.NetworkPlan} is the way in. Knows no perturbation.
 */
package org.leap.core.step;
