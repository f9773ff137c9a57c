package org.leap.core.step;

import org.leap.core.onednn.Primitive.Activation;

/** One operation of a network, which adds its primitives to a plan's program. */
interface Operation {
  /** What it makes. */
  Value result();

  /** The same operation with a function after it, in one; null where there is no such. */
  default Operation with(Activation activation) {
    return null;
  }

  /** Adds the forward pass; sets the result's buffer. */
  void forward(PlanBuilder plan);

  /** Adds the backward pass, from a trained result's gradient to those of what it reads. */
  void backward(PlanBuilder plan);
}
