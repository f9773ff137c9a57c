package org.leap.core.fast;

/** A layer that can leave out the gradient by its input. */
interface FastLayer {
  void inputGradient(InputGradient fate);
}
