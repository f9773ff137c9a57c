package org.leap.core.step;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import org.leap.core.onednn.Primitive;
import org.leap.core.onednn.Primitive.Activation;
import org.leap.core.onednn.Program.Argument;

/** A function of every value. */
record ActivationOperation(Value input, Value result, Activation activation) implements Operation {
  @Override
  public void forward(PlanBuilder plan) {
    result.setBuffer(plan.buffer(result));
    plan.program()
        .add(
            Primitive.function(plan.mode(), plan.layout(input), activation),
            new Argument(DNNL_ARG_SRC, input.buffer()),
            new Argument(DNNL_ARG_DST, result.buffer()));
  }

  @Override
  public void backward(PlanBuilder plan) {
    plan.addGradient(input, plan.gradientBefore(activation, result));
  }
}
