package org.leap.core.step;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;

import java.nio.FloatBuffer;
import org.leap.core.noise.Distribution;
import org.leap.core.noise.NoiseStream;
import org.leap.core.onednn.Buffer;
import org.leap.core.onednn.Layout;
import org.leap.core.onednn.Primitive;
import org.leap.core.onednn.Program.Argument;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Sets values to 0 with probability 1 - p and divides the others by p (Srivastava et al. 2014). In
 * training only.
 *
 * <p>The draws of a step are a noise stream whose seed is the next number of ND4J's generator, so
 * that whoever seeds that decides them.
 */
final class DropoutOperation implements Operation {
  private static final int BLOCK = 4096;

  private final Value input;
  private final Value result;
  private final double kept;
  private final float[] draws = new float[BLOCK];
  private Buffer factors;

  /**
   * @param kept the probability p that a value is kept
   */
  DropoutOperation(Value input, Value result, double kept) {
    this.input = input;
    this.result = result;
    this.kept = kept;
  }

  @Override
  public Value result() {
    return result;
  }

  @Override
  public void forward(PlanBuilder plan) {
    if (!plan.isTraining()) {
      result.setBuffer(input.buffer());
      return;
    }
    factors = plan.program().buffer(Layout.channelsLast(Layout.Type.FLOAT32, input.shape()));
    plan.program().add(this::draw, factors);
    result.setBuffer(plan.buffer(result));
    multiply(plan, input.buffer(), result.buffer());
  }

  private void multiply(PlanBuilder plan, Buffer from, Buffer to) {
    plan.program()
        .add(
            Primitive.product(plan.layout(input), factors.layout()),
            new Argument(DNNL_ARG_SRC_0, from),
            new Argument(DNNL_ARG_SRC_1, factors),
            new Argument(DNNL_ARG_DST, to));
  }

  private void draw() {
    var stream =
        NoiseStream.of(
            Nd4j.getRandom().nextLong(), 0, Distribution.UNIFORM, Double.POSITIVE_INFINITY);
    // Uniform between -sqrt(3) and sqrt(3): below this with the probability to be kept.
    float bound = (float) (Math.sqrt(3) * (2 * kept - 1));
    float factor = (float) (1 / kept);
    int length = Math.toIntExact(input.examples() * input.size());
    FloatBuffer target = factors.floats(length);
    for (int from = 0; from < length; from += BLOCK) {
      stream.fill(0, from, draws);
      for (int i = 0; i < BLOCK; i++) {
        draws[i] = draws[i] < bound ? factor : 0;
      }
      target.put(draws, 0, Math.min(BLOCK, length - from));
    }
  }

  @Override
  public void backward(PlanBuilder plan) {
    Buffer gradient = plan.gradientOf(result);
    Buffer target = plan.ownsGradient(result) ? gradient : plan.buffer(input);
    multiply(plan, gradient, target);
    plan.addGradient(input, target);
  }
}
