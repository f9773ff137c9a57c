package org.leap.core.step;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.leap.core.onednn.Buffer;
import org.leap.core.onednn.Layout;
import org.leap.core.onednn.Primitive;
import org.leap.core.onednn.Primitive.Activation;
import org.leap.core.onednn.Program;
import org.leap.core.onednn.Program.Argument;

/** A program under construction, and what its operations need to know of each other. */
final class PlanBuilder {
  private final Program program;
  private final Layout.Type type;
  private final Primitive.Mode mode;
  private final long parameters;
  private final long gradient;
  private final IdentityHashMap<Value, List<Part>> gradients = new IdentityHashMap<>();
  private final Map<Weights, List<Buffer>> weights = new HashMap<>();

  /**
   * A part of a value's gradient.
   *
   * @param shared whether somebody else reads the buffer too, so that it must not change
   */
  private record Part(Buffer buffer, boolean shared) {}

  /**
   * @param type of activations and of what is multiplied
   * @param parameters address of the network's flattened parameters
   * @param gradient address of its flattened gradient; 0 where none is computed
   */
  PlanBuilder(Program program, Layout.Type type, long parameters, long gradient) {
    this.program = program;
    this.type = type;
    this.mode = gradient == 0 ? Primitive.Mode.INFERENCE : Primitive.Mode.TRAINING;
    this.parameters = parameters;
    this.gradient = gradient;
  }

  Program program() {
    return program;
  }

  Layout.Type type() {
    return type;
  }

  Primitive.Mode mode() {
    return mode;
  }

  boolean isTraining() {
    return gradient != 0;
  }

  Layout layout(Value value) {
    return Layout.channelsLast(type, value.shape());
  }

  /** A new array of a value's shape. */
  Buffer buffer(Value value) {
    return program.buffer(layout(value));
  }

  /** Parameters where DL4J has them. */
  Buffer parameters(Weights place, Layout layout) {
    return program.boundTo(layout, parameters + Float.BYTES * place.offset());
  }

  /** Where DL4J wants the gradient of parameters. */
  Buffer gradient(Weights place, Layout layout) {
    return program.boundTo(layout, gradient + Float.BYTES * place.offset());
  }

  /** Parameters in the layout that a primitive wants, reordered once a step. */
  Buffer weights(Weights place, Layout plain, Layout wanted) {
    List<Buffer> known = weights.computeIfAbsent(place, p -> new ArrayList<>());
    for (Buffer buffer : known) {
      if (buffer.layout().isSameAs(wanted)) {
        return buffer;
      }
    }
    Buffer source = parameters(place, plain);
    Buffer buffer = plain.isSameAs(wanted) ? source : reordered(source, program.buffer(wanted));
    known.add(buffer);
    return buffer;
  }

  /** Adds a copy into another layout. */
  Buffer reordered(Buffer from, Buffer to) {
    program.add(
        Primitive.reorder(from.layout(), to.layout()),
        new Argument(DNNL_ARG_FROM, from),
        new Argument(DNNL_ARG_TO, to));
    return to;
  }

  /**
   * Adds the backward pass through the function that a value is the result of, and returns the
   * gradient before it.
   */
  Buffer gradientBefore(Activation activation, Value result) {
    Buffer gradient = gradientOf(result);
    Buffer target = ownsGradient(result) ? gradient : buffer(result);
    Layout layout = layout(result);
    program.add(
        Primitive.functionBackward(
            layout, activation, Primitive.function(mode, layout, activation)),
        new Argument(DNNL_ARG_DST, result.buffer()),
        new Argument(DNNL_ARG_DIFF_DST, gradient),
        new Argument(DNNL_ARG_DIFF_SRC, target));
    return target;
  }

  /** Says that a buffer is (a part of) a value's gradient and nobody else's. */
  void addGradient(Value value, Buffer buffer) {
    add(value, new Part(buffer, false));
  }

  /** Says that a buffer is (a part of) a value's gradient and that others read it too. */
  void addSharedGradient(Value value, Buffer buffer) {
    add(value, new Part(buffer, true));
  }

  private void add(Value value, Part part) {
    gradients.computeIfAbsent(value, v -> new ArrayList<>()).add(part);
  }

  /** Whether a value's gradient may be overwritten by the operation that made the value. */
  boolean ownsGradient(Value value) {
    gradientOf(value);
    return !gradients.get(value).get(0).shared();
  }

  /** A value's gradient: the sum of its parts, in the order in which they were added. */
  Buffer gradientOf(Value value) {
    List<Part> parts = gradients.get(value);
    while (parts.size() > 1) {
      Part first = parts.remove(0);
      Part second = parts.remove(0);
      Buffer sum = first.shared() ? buffer(value) : first.buffer();
      program.add(
          Primitive.sum(layout(value), null),
          new Argument(DNNL_ARG_SRC_0, first.buffer()),
          new Argument(DNNL_ARG_SRC_1, second.buffer()),
          new Argument(DNNL_ARG_DST, sum));
      parts.add(0, new Part(sum, false));
    }
    return parts.get(0).buffer();
  }
}
