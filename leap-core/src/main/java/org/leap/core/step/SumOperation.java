package org.leap.core.step;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;

import java.util.List;
import org.leap.core.onednn.Buffer;
import org.leap.core.onednn.Primitive;
import org.leap.core.onednn.Primitive.Activation;
import org.leap.core.onednn.Program.Argument;

/**
 * The sum of values of one shape and a function of it.
 *
 * @param activation null for none
 */
record SumOperation(List<Value> inputs, Value result, Activation activation) implements Operation {
  @Override
  public Operation with(Activation function) {
    return activation == null ? new SumOperation(inputs, result, function) : null;
  }

  @Override
  public void forward(PlanBuilder plan) {
    Buffer sum = plan.buffer(result);
    Buffer left = inputs.get(0).buffer();
    for (int i = 1; i < inputs.size(); i++) {
      boolean last = i == inputs.size() - 1;
      plan.program()
          .add(
              Primitive.sum(plan.layout(result), last ? activation : null),
              new Argument(DNNL_ARG_SRC_0, left),
              new Argument(DNNL_ARG_SRC_1, inputs.get(i).buffer()),
              new Argument(DNNL_ARG_DST, sum));
      left = sum;
    }
    result.setBuffer(sum);
  }

  @Override
  public void backward(PlanBuilder plan) {
    Buffer gradient =
        activation == null ? plan.gradientOf(result) : plan.gradientBefore(activation, result);
    for (Value input : inputs) {
      if (input.isTrained()) {
        plan.addSharedGradient(input, gradient);
      }
    }
  }
}
