package org.leap.core.step;

import java.util.List;
import org.leap.core.onednn.Buffer;
import org.leap.core.onednn.Layout;

/** The channels of all inputs, one after the other. */
record MergeOperation(List<Value> inputs, Value result) implements Operation {
  @Override
  public void forward(PlanBuilder plan) {
    result.setBuffer(plan.buffer(result));
    long offset = 0;
    for (Value input : inputs) {
      plan.reordered(input.buffer(), block(plan, result.buffer(), input, offset));
      offset += input.channels();
    }
  }

  @Override
  public void backward(PlanBuilder plan) {
    Buffer gradient = plan.gradientOf(result);
    long offset = 0;
    for (Value input : inputs) {
      if (input.isTrained()) {
        Buffer own = plan.buffer(input);
        plan.reordered(block(plan, gradient, input, offset), own);
        plan.addGradient(input, own);
      }
      offset += input.channels();
    }
  }

  private static Buffer block(PlanBuilder plan, Buffer whole, Value input, long offset) {
    long[] offsets = new long[input.shape().length];
    offsets[1] = offset;
    Layout layout = whole.layout().block(input.shape(), offsets);
    return plan.program().view(whole, layout);
  }
}
