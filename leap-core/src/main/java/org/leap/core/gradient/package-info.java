/**
 * What may become of a gradient between the backward pass and the optimizer: sharpness-aware
 * minimization, clipping and added noise. {@link org.leap.core.gradient.GradientTreatment} is the
 * way in.
 */
package org.leap.core.gradient;
