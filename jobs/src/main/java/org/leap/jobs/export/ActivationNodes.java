package org.leap.jobs.export;

import static org.leap.jobs.export.OnnxGraph.integer;
import static org.leap.jobs.export.OnnxGraph.number;

import java.util.List;
import onnx.Onnx.AttributeProto;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationHardTanH;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationSELU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSoftSign;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** ND4J's activations in ONNX's operators. */
final class ActivationNodes {
  private final OnnxGraph graph;

  ActivationNodes(OnnxGraph graph) {
    this.graph = graph;
  }

  /** Adds what an activation does to a tensor. */
  String of(IActivation activation, String part, String input) {
    // Subclasses compute something else.
    Class<?> type = activation.getClass();
    if (type == ActivationIdentity.class) {
      return input;
    } else if (type == ActivationReLU.class && isPlain((ActivationReLU) activation)) {
      return add(part, "Relu", input);
    } else if (type == ActivationReLU6.class) {
      return clipped(part, input, 0, 6);
    } else if (type == ActivationHardTanH.class) {
      return clipped(part, input, -1, 1);
    } else if (type == ActivationLReLU.class) {
      double alpha = ((ActivationLReLU) activation).getAlpha();
      return add(part, "LeakyRelu", input, number("alpha", alpha));
    } else if (type == ActivationELU.class) {
      return add(part, "Elu", input, number("alpha", ((ActivationELU) activation).getAlpha()));
    } else if (type == ActivationSELU.class) {
      return add(part, "Selu", input);
    } else if (type == ActivationSigmoid.class) {
      return add(part, "Sigmoid", input);
    } else if (type == ActivationHardSigmoid.class) {
      return add(part, "HardSigmoid", input, number("alpha", 0.2), number("beta", 0.5));
    } else if (type == ActivationTanH.class) {
      return add(part, "Tanh", input);
    } else if (type == ActivationSoftPlus.class) {
      return add(part, "Softplus", input);
    } else if (type == ActivationSoftSign.class) {
      return add(part, "Softsign", input);
    } else if (type == ActivationSwish.class) {
      return graph.add(part, "Mul", List.of(input, add(part, "Sigmoid", input)));
    } else if (type == ActivationSoftmax.class) {
      // Over the classes, or over the channels of an image.
      return add(part, "Softmax", input, integer("axis", 1));
    }
    throw new UnexportableException(
        "layer %s has the activation %s, which is not exported",
        part, activation.getClass().getSimpleName().replaceFirst("^Activation", ""));
  }

  private static boolean isPlain(ActivationReLU relu) {
    return isZero(relu.getNegativeSlope()) && isZero(relu.getThreshold()) && relu.getMax() == null;
  }

  private static boolean isZero(Double value) {
    return value == null || value == 0;
  }

  private String clipped(String part, String input, float least, float most) {
    return graph.add(
        part,
        "Clip",
        List.of(
            input,
            graph.constant(part, "least", new float[] {least}),
            graph.constant(part, "most", new float[] {most})));
  }

  private String add(String part, String operator, String input, AttributeProto... attributes) {
    return graph.add(part, operator, List.of(input), attributes);
  }
}
