/**
 * How flat the loss is around a trained network: Hessian eigenvalues and trace, sharpness, loss
 * under weight noise, and slices of the loss. Everything is measured through {@link
 * org.leap.core.flatness.LossLandscape}, in evaluation mode, and is a pure function of landscape,
 * options and seed.
 */
package org.leap.core.flatness;
