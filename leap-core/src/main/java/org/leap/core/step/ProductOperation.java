package org.leap.core.step;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import java.util.ArrayList;
import java.util.List;
import org.leap.core.onednn.Buffer;
import org.leap.core.onednn.Layout;
import org.leap.core.onednn.Primitive;
import org.leap.core.onednn.Primitive.Activation;
import org.leap.core.onednn.Primitive.Layouts;
import org.leap.core.onednn.Primitive.Window;
import org.leap.core.onednn.Program.Argument;

/** A product of weights with a value, a bias, and a function of the sum: convolution or dense. */
final class ProductOperation implements Operation {
  private final Value input;
  private final Value result;
  private final Weights weights;
  private final Weights bias;
  private final Window window;
  private final Activation activation;
  private final Layout plainWeights;
  private final boolean exact;
  private Primitive forward;

  /**
   * @param weights {@code [out, in, h, w]} of a convolution, {@code [out, in]} of a dense layer
   * @param bias null for none
   * @param window null for a dense layer
   * @param activation null for none
   * @param exact whether the result is float32 whatever the plan's type, as a loss wants it
   */
  ProductOperation(
      Value input,
      Value result,
      Weights weights,
      Weights bias,
      Window window,
      Activation activation,
      boolean exact) {
    this.input = input;
    this.result = result;
    this.weights = weights;
    this.bias = bias;
    this.window = window;
    this.activation = activation;
    this.exact = exact;
    this.plainWeights = Layout.plain(Layout.Type.FLOAT32, weightShape());
  }

  @Override
  public Operation with(Activation function) {
    return activation == null && !exact
        ? new ProductOperation(input, result, weights, bias, window, function, false)
        : null;
  }

  /** Images of one pixel are rows to a dense layer: oneDNN has fast code for rows alone. */
  private boolean readsRows() {
    return window == null && input.size() == input.channels();
  }

  /**
   * Whether rows are multiplied with DL4J's own matrix. In bfloat16 a dense layer of oneDNN wants
   * its weights in blocks of its own, one order for each direction, and to bring them there takes
   * longer than to multiply; products of matrices do not.
   */
  private boolean isOfMatrices(PlanBuilder plan) {
    return plan.type() == Layout.Type.BFLOAT16 && readsRows();
  }

  private long[] sourceShape() {
    return readsRows() ? new long[] {input.examples(), input.channels()} : input.shape();
  }

  private Buffer source(PlanBuilder plan, Buffer buffer) {
    return readsRows() && input.isImage()
        ? plan.program().view(buffer, Layout.plain(plan.type(), sourceShape()))
        : buffer;
  }

  private long[] weightShape() {
    long[] shape = sourceShape();
    shape[0] = result.channels();
    if (window != null) {
      shape[2] = window.kernel()[0];
      shape[3] = window.kernel()[1];
    }
    return shape;
  }

  @Override
  public Value result() {
    return result;
  }

  @Override
  public void forward(PlanBuilder plan) {
    Layouts layouts = layouts(plan, plan.type());
    forward =
        window == null
            ? Primitive.innerProduct(plan.mode(), layouts, activation)
            : Primitive.convolution(plan.mode(), layouts, window, activation);
    result.setBuffer(plan.program().buffer(layouts.destination()));
    if (isOfMatrices(plan)) {
      long in = input.channels();
      long out = result.channels();
      Layout row = bias == null ? null : Layout.plain(Layout.Type.FLOAT32, 1, out);
      Layout transposed = Layout.transposed(plan.type(), in, out);
      var matrices = new Layouts(layouts.source(), transposed, row, layouts.destination());
      Buffer factor = plan.program().view(matrix(plan), transposed);
      addForward(plan, Primitive.matrixProduct(matrices, activation), factor, row);
    } else {
      addForward(plan, forward, weights(plan, forward), layouts.bias());
    }
  }

  private void addForward(PlanBuilder plan, Primitive primitive, Buffer factor, Layout biasLayout) {
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument(DNNL_ARG_SRC, source(plan, input.buffer())));
    arguments.add(new Argument(DNNL_ARG_WEIGHTS, factor));
    arguments.add(new Argument(DNNL_ARG_DST, result.buffer()));
    if (bias != null) {
      arguments.add(new Argument(DNNL_ARG_BIAS, plan.parameters(bias, biasLayout)));
    }
    plan.program().add(primitive, arguments.toArray(Argument[]::new));
  }

  private Buffer matrix(PlanBuilder plan) {
    return plan.weights(weights, plainWeights, Layout.plain(plan.type(), weightShape()));
  }

  private Layouts layouts(PlanBuilder plan, Layout.Type weightType) {
    // Rows times DL4J's own weights: to reorder them costs more than faster products gain.
    boolean asTheyAre = plan.type() == Layout.Type.FLOAT32 && readsRows();
    return new Layouts(
        Layout.channelsLast(plan.type(), sourceShape()),
        asTheyAre ? Layout.plain(weightType, weightShape()) : Layout.any(weightType, weightShape()),
        bias == null ? null : Layout.plain(Layout.Type.FLOAT32, result.channels()),
        Layout.channelsLast(exact ? Layout.Type.FLOAT32 : plan.type(), result.shape()));
  }

  private Buffer weights(PlanBuilder plan, Primitive primitive) {
    return plan.weights(weights, plainWeights, primitive.layout(DNNL_ARG_WEIGHTS));
  }

  @Override
  public void backward(PlanBuilder plan) {
    Buffer gradient =
        activation == null ? plan.gradientOf(result) : plan.gradientBefore(activation, result);
    if (exact && plan.type() != Layout.Type.FLOAT32) {
      gradient = plan.reordered(gradient, plan.buffer(result));
    }
    backwardWeights(plan, gradient);
    if (input.isTrained()) {
      backwardData(plan, gradient);
    }
  }

  private void backwardWeights(PlanBuilder plan, Buffer gradient) {
    Layouts like = layouts(plan, Layout.Type.FLOAT32);
    Layouts layouts = new Layouts(like.source(), like.weights(), like.bias(), plan.layout(result));
    Primitive primitive =
        window == null
            ? Primitive.innerProductBackwardWeights(layouts, forward)
            : Primitive.convolutionBackwardWeights(layouts, window, forward);
    Buffer wanted = plan.gradient(weights, plainWeights);
    Layout given = primitive.layout(DNNL_ARG_DIFF_WEIGHTS);
    boolean direct = given.isSameAs(plainWeights);
    Buffer written = direct ? wanted : plan.program().buffer(given);
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument(DNNL_ARG_SRC, source(plan, input.buffer())));
    arguments.add(new Argument(DNNL_ARG_DIFF_DST, gradient));
    arguments.add(new Argument(DNNL_ARG_DIFF_WEIGHTS, written));
    if (bias != null) {
      arguments.add(new Argument(DNNL_ARG_DIFF_BIAS, plan.gradient(bias, layouts.bias())));
    }
    plan.program().add(primitive, arguments.toArray(Argument[]::new));
    if (!direct) {
      plan.reordered(written, wanted);
    }
  }

  private void backwardData(PlanBuilder plan, Buffer gradient) {
    Buffer target = plan.buffer(input);
    if (isOfMatrices(plan)) {
      Buffer factor = matrix(plan);
      Layout rows = Layout.plain(plan.type(), sourceShape());
      plan.program()
          .add(
              Primitive.matrixProduct(
                  new Layouts(gradient.layout(), factor.layout(), null, rows), null),
              new Argument(DNNL_ARG_SRC, gradient),
              new Argument(DNNL_ARG_WEIGHTS, factor),
              new Argument(DNNL_ARG_DST, source(plan, target)));
    } else {
      Layouts like = layouts(plan, plan.type());
      Layouts layouts = new Layouts(like.source(), like.weights(), null, plan.layout(result));
      Primitive primitive =
          window == null
              ? Primitive.innerProductBackwardData(layouts, forward)
              : Primitive.convolutionBackwardData(layouts, window, forward);
      plan.program()
          .add(
              primitive,
              new Argument(DNNL_ARG_WEIGHTS, weights(plan, primitive)),
              new Argument(DNNL_ARG_DIFF_DST, gradient),
              new Argument(DNNL_ARG_DIFF_SRC, source(plan, target)));
    }
    plan.addGradient(input, target);
  }
}
