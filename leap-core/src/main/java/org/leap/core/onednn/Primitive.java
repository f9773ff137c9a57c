package org.leap.core.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.Optional;
import org.bytedeco.dnnl.const_dnnl_op_desc_t;
import org.bytedeco.dnnl.dnnl_batch_normalization_desc_t;
import org.bytedeco.dnnl.dnnl_binary_desc_t;
import org.bytedeco.dnnl.dnnl_convolution_desc_t;
import org.bytedeco.dnnl.dnnl_eltwise_desc_t;
import org.bytedeco.dnnl.dnnl_inner_product_desc_t;
import org.bytedeco.dnnl.dnnl_matmul_desc_t;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.dnnl_pooling_desc_t;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc_handle;
import org.bytedeco.javacpp.Pointer;

/** What oneDNN is to compute, of arrays in which layouts. */
public final class Primitive implements AutoCloseable {
  private final dnnl_primitive_desc description;
  private final dnnl_primitive_desc_handle owner;
  private final boolean product;

  private Primitive(dnnl_primitive_desc description, boolean product) {
    this.description = description;
    this.owner = new dnnl_primitive_desc_handle(description);
    this.product = product;
  }

  /** A function of every value. */
  public enum Function {
    /** {@code max(0, x) + alpha min(0, x)}. */
    RELU(dnnl_eltwise_relu, dnnl_eltwise_relu_use_dst_for_bwd),
    TANH(dnnl_eltwise_tanh, dnnl_eltwise_tanh_use_dst_for_bwd),
    /** {@code 1 / (1 + exp(-x))}. */
    SIGMOID(dnnl_eltwise_logistic, dnnl_eltwise_logistic_use_dst_for_bwd),
    /** x where it is above 0, else {@code alpha (exp(x) - 1)}. */
    ELU(dnnl_eltwise_elu, dnnl_eltwise_elu_use_dst_for_bwd);

    private final int forward;
    private final int backward;

    Function(int forward, int backward) {
      this.forward = forward;
      this.backward = backward;
    }
  }

  /** A function with its alpha, which some have. */
  public record Activation(Function function, float alpha) {}

  /** How a window moves over an image: height, then width. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Window(
      long[] kernel, long[] strides, long[] dilation, long[] before, long[] after) {

    private long[] gaps() {
      return new long[] {dilation[0] - 1, dilation[1] - 1};
    }
  }

  /** What a pooling makes of a window. */
  public enum Pooling {
    MAX(dnnl_pooling_max),
    /** The mean of what is inside the image. */
    MEAN_INSIDE(dnnl_pooling_avg_exclude_padding),
    /** The mean, where what is outside counts as 0. */
    MEAN(dnnl_pooling_avg_include_padding);

    private final int algorithm;

    Pooling(int algorithm) {
      this.algorithm = algorithm;
    }
  }

  /** Which statistics a batch normalization uses. */
  public enum Statistics {
    OF_BATCH(0),
    GIVEN(dnnl_use_global_stats);

    private final int flag;

    Statistics(int flag) {
      this.flag = flag;
    }
  }

  /** Whether a gradient will follow. */
  public enum Mode {
    TRAINING(dnnl_forward_training),
    INFERENCE(dnnl_forward_inference);

    private final int kind;

    Mode(int kind) {
      this.kind = kind;
    }
  }

  /** Layouts of a layer's arrays, or of their gradients; no bias is null. */
  public record Layouts(Layout source, Layout weights, Layout bias, Layout destination) {

    private dnnl_memory_desc_t biasOrNone() {
      return bias == null ? null : bias.description();
    }
  }

  /** A convolution and, if not null, a function of its result. */
  public static Primitive convolution(
      Mode mode, Layouts layouts, Window window, Activation activation) {
    var operation = new dnnl_convolution_desc_t();
    OneDnn.check(
        dnnl_dilated_convolution_forward_desc_init(
            operation,
            mode.kind,
            dnnl_convolution_direct,
            layouts.source.description(),
            layouts.weights.description(),
            layouts.biasOrNone(),
            layouts.destination.description(),
            window.strides,
            window.gaps(),
            window.before,
            window.after),
        "a convolution");
    return of(operation, activation, null);
  }

  /** The gradient of a convolution by its source. */
  public static Primitive convolutionBackwardData(
      Layouts layouts, Window window, Primitive forward) {
    var operation = new dnnl_convolution_desc_t();
    OneDnn.check(
        dnnl_dilated_convolution_backward_data_desc_init(
            operation,
            dnnl_convolution_direct,
            layouts.source.description(),
            layouts.weights.description(),
            layouts.destination.description(),
            window.strides,
            window.gaps(),
            window.before,
            window.after),
        "a convolution's backward pass");
    return of(operation, null, forward);
  }

  /** The gradient of a convolution by its weights and bias. */
  public static Primitive convolutionBackwardWeights(
      Layouts layouts, Window window, Primitive forward) {
    var operation = new dnnl_convolution_desc_t();
    OneDnn.check(
        dnnl_dilated_convolution_backward_weights_desc_init(
            operation,
            dnnl_convolution_direct,
            layouts.source.description(),
            layouts.weights.description(),
            layouts.biasOrNone(),
            layouts.destination.description(),
            window.strides,
            window.gaps(),
            window.before,
            window.after),
        "a convolution's weight gradient");
    return of(operation, null, forward);
  }

  /** A dense layer and, if not null, a function of its result. */
  public static Primitive innerProduct(Mode mode, Layouts layouts, Activation activation) {
    var operation = new dnnl_inner_product_desc_t();
    OneDnn.check(
        dnnl_inner_product_forward_desc_init(
            operation,
            mode.kind,
            layouts.source.description(),
            layouts.weights.description(),
            layouts.biasOrNone(),
            layouts.destination.description()),
        "a dense layer");
    return of(operation, activation, null);
  }

  /**
   * The product of two matrices, a bias and, if not null, a function of it.
   *
   * @param layouts of the left one {@code [m, k]}, the right one {@code [k, n]}, the bias {@code
   *     [1, n]} and the product {@code [m, n]}
   */
  public static Primitive matrixProduct(Layouts layouts, Activation activation) {
    var operation = new dnnl_matmul_desc_t();
    OneDnn.check(
        dnnl_matmul_desc_init(
            operation,
            layouts.source.description(),
            layouts.weights.description(),
            layouts.biasOrNone(),
            layouts.destination.description()),
        "a product of matrices");
    return of(operation, activation, null);
  }

  /** The gradient of a dense layer by its source. */
  public static Primitive innerProductBackwardData(Layouts layouts, Primitive forward) {
    var operation = new dnnl_inner_product_desc_t();
    OneDnn.check(
        dnnl_inner_product_backward_data_desc_init(
            operation,
            layouts.source.description(),
            layouts.weights.description(),
            layouts.destination.description()),
        "a dense layer's backward pass");
    return of(operation, null, forward);
  }

  /** The gradient of a dense layer by its weights and bias. */
  public static Primitive innerProductBackwardWeights(Layouts layouts, Primitive forward) {
    var operation = new dnnl_inner_product_desc_t();
    OneDnn.check(
        dnnl_inner_product_backward_weights_desc_init(
            operation,
            layouts.source.description(),
            layouts.weights.description(),
            layouts.biasOrNone(),
            layouts.destination.description()),
        "a dense layer's weight gradient");
    return of(operation, null, forward);
  }

  /** Batch normalization with scale and shift and, if wanted, a rectifier after it. */
  public static Primitive normalization(
      Mode mode, Layout layout, double epsilon, Statistics statistics, boolean rectified) {
    var operation = new dnnl_batch_normalization_desc_t();
    OneDnn.check(
        dnnl_batch_normalization_forward_desc_init(
            operation,
            mode.kind,
            layout.description(),
            (float) epsilon,
            flags(statistics, rectified)),
        "a batch normalization");
    return of(operation, null, null);
  }

  /** Its gradient by source, scale and shift. */
  public static Primitive normalizationBackward(
      Layout layout, double epsilon, Statistics statistics, boolean rectified, Primitive forward) {
    var operation = new dnnl_batch_normalization_desc_t();
    OneDnn.check(
        dnnl_batch_normalization_backward_desc_init(
            operation,
            dnnl_backward,
            layout.description(),
            layout.description(),
            (float) epsilon,
            flags(statistics, rectified)),
        "a batch normalization's backward pass");
    return of(operation, null, forward);
  }

  private static int flags(Statistics statistics, boolean rectified) {
    return dnnl_use_scaleshift | statistics.flag | (rectified ? dnnl_fuse_norm_relu : 0);
  }

  /** A function of every value. */
  public static Primitive function(Mode mode, Layout layout, Activation activation) {
    var operation = new dnnl_eltwise_desc_t();
    OneDnn.check(
        dnnl_eltwise_forward_desc_init(
            operation,
            mode.kind,
            activation.function.backward,
            layout.description(),
            activation.alpha,
            0),
        "an activation");
    return of(operation, null, null);
  }

  /** The gradient of a function, from its result. */
  public static Primitive functionBackward(
      Layout layout, Activation activation, Primitive forward) {
    var operation = new dnnl_eltwise_desc_t();
    OneDnn.check(
        dnnl_eltwise_backward_desc_init(
            operation,
            activation.function.backward,
            layout.description(),
            layout.description(),
            activation.alpha,
            0),
        "an activation's backward pass");
    return of(operation, null, forward);
  }

  /** The maximum or mean over windows. */
  public static Primitive pooling(
      Mode mode, Pooling pooling, Layout source, Layout destination, Window window) {
    var operation = new dnnl_pooling_desc_t();
    OneDnn.check(
        dnnl_pooling_forward_desc_init(
            operation,
            mode.kind,
            pooling.algorithm,
            source.description(),
            destination.description(),
            window.strides,
            window.kernel,
            window.before,
            window.after),
        "a pooling");
    return of(operation, null, null);
  }

  /** The gradient of a pooling. */
  public static Primitive poolingBackward(
      Pooling pooling, Layout source, Layout destination, Window window, Primitive forward) {
    var operation = new dnnl_pooling_desc_t();
    OneDnn.check(
        dnnl_pooling_backward_desc_init(
            operation,
            pooling.algorithm,
            source.description(),
            destination.description(),
            window.strides,
            window.kernel,
            window.before,
            window.after),
        "a pooling's backward pass");
    return of(operation, null, forward);
  }

  /** The sum of two arrays of one layout and, if not null, a function of it. */
  public static Primitive sum(Layout layout, Activation activation) {
    return binary(dnnl_binary_add, layout, layout, activation);
  }

  /** The product, value by value. */
  public static Primitive product(Layout layout, Layout factor) {
    return binary(dnnl_binary_mul, layout, factor, null);
  }

  private static Primitive binary(
      int algorithm, Layout first, Layout second, Activation activation) {
    var operation = new dnnl_binary_desc_t();
    OneDnn.check(
        dnnl_binary_desc_init(
            operation, algorithm, first.description(), second.description(), first.description()),
        "a sum or product");
    return of(operation, activation, null);
  }

  /** The same values in another layout. */
  public static Primitive reorder(Layout from, Layout to) {
    var description = new dnnl_primitive_desc();
    dnnl_primitive_attr attributes = attributes(null);
    OneDnn.check(
        dnnl_reorder_primitive_desc_create(
            description,
            from.description(),
            OneDnn.engine(),
            to.description(),
            OneDnn.engine(),
            attributes),
        "a change of layout");
    dnnl_primitive_attr_destroy(attributes);
    return new Primitive(description, false);
  }

  private static Primitive of(Pointer operation, Activation activation, Primitive forward) {
    var description = new dnnl_primitive_desc();
    dnnl_primitive_attr attributes = attributes(activation);
    int status =
        dnnl_primitive_desc_create(
            description,
            new const_dnnl_op_desc_t(operation),
            attributes,
            OneDnn.engine(),
            forward == null ? null : forward.description);
    dnnl_primitive_attr_destroy(attributes);
    OneDnn.check(status, "a " + operation.getClass().getSimpleName());
    boolean product =
        operation instanceof dnnl_convolution_desc_t
            || operation instanceof dnnl_inner_product_desc_t
            || operation instanceof dnnl_matmul_desc_t;
    return new Primitive(description, product);
  }

  /** Working memory comes from the program; the function is applied while values are at hand. */
  private static dnnl_primitive_attr attributes(Activation activation) {
    var attributes = new dnnl_primitive_attr();
    OneDnn.check(dnnl_primitive_attr_create(attributes), "attributes");
    dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user);
    if (activation != null) {
      var after = new dnnl_post_ops();
      OneDnn.check(dnnl_post_ops_create(after), "an activation");
      dnnl_post_ops_append_eltwise(after, 1, activation.function.forward, activation.alpha, 0);
      dnnl_primitive_attr_set_post_ops(attributes, after);
      dnnl_post_ops_destroy(after);
    }
    return attributes;
  }

  /**
   * The layout that it wants of an argument.
   *
   * @param role oneDNN's number of the argument
   */
  public Layout layout(int role) {
    return new Layout(dnnl_primitive_desc_query_md(description, dnnl_query_exec_arg_md, role));
  }

  /** Whether it is a convolution or a dense layer, of any direction. */
  boolean isProduct() {
    return product;
  }

  Optional<Layout> scratchpad() {
    Layout layout = layout(DNNL_ARG_SCRATCHPAD);
    return layout.bytes() == 0 ? Optional.empty() : Optional.of(layout);
  }

  /** What it leaves for the backward pass, such as the places of maxima; empty if nothing. */
  public Optional<Layout> workspace() {
    Layout layout = layout(DNNL_ARG_WORKSPACE);
    return layout.bytes() == 0 ? Optional.empty() : Optional.of(layout);
  }

  dnnl_primitive create() {
    var primitive = new dnnl_primitive();
    OneDnn.check(dnnl_primitive_create(primitive, description), "a primitive");
    return primitive;
  }

  @Override
  public void close() {
    owner.close();
  }
}
