package org.leap.core.step;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.leap.core.onednn.Buffer;
import org.leap.core.onednn.Primitive;
import org.leap.core.onednn.Primitive.Pooling;
import org.leap.core.onednn.Primitive.Window;
import org.leap.core.onednn.Program.Argument;

/** The maximum or mean over windows. */
final class PoolingOperation implements Operation {
  private final Value input;
  private final Value result;
  private final Pooling pooling;
  private final Window window;
  private Primitive forward;
  private Optional<Buffer> places;

  PoolingOperation(Value input, Value result, Pooling pooling, Window window) {
    this.input = input;
    this.result = result;
    this.pooling = pooling;
    this.window = window;
  }

  @Override
  public Value result() {
    return result;
  }

  @Override
  public void forward(PlanBuilder plan) {
    forward =
        Primitive.pooling(plan.mode(), pooling, plan.layout(input), plan.layout(result), window);
    result.setBuffer(plan.buffer(result));
    places = forward.workspace().map(plan.program()::buffer);
    run(plan, forward, DNNL_ARG_SRC, input.buffer(), DNNL_ARG_DST, result.buffer());
  }

  @Override
  public void backward(PlanBuilder plan) {
    Buffer target = plan.buffer(input);
    Primitive backward =
        Primitive.poolingBackward(
            pooling, plan.layout(input), plan.layout(result), window, forward);
    run(plan, backward, DNNL_ARG_DIFF_DST, plan.gradientOf(result), DNNL_ARG_DIFF_SRC, target);
    plan.addGradient(input, target);
  }

  private void run(
      PlanBuilder plan, Primitive primitive, int from, Buffer source, int to, Buffer target) {
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument(from, source));
    arguments.add(new Argument(to, target));
    places.ifPresent(buffer -> arguments.add(new Argument(DNNL_ARG_WORKSPACE, buffer)));
    plan.program().add(primitive, arguments.toArray(Argument[]::new));
  }
}
