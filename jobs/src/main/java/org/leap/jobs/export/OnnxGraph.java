package org.leap.jobs.export;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.AttributeProto.AttributeType;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TensorShapeProto.Dimension;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.leap.spark.storage.FormatVersion;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.protobuf.ByteString;

/**
 * An ONNX graph under construction. Every node that is added returns the name of the tensor that it
 * gives; nodes come in the order of their computation. The messages are those of ND4J's copy of
 * {@code onnx.proto}.
 */
final class OnnxGraph {
  static final String INPUT = "input";
  static final String OUTPUT = "output";

  /** Of the operators of ai.onnx: 13 is read by ONNX Runtime since 1.6, and has all we need. */
  static final int OPSET = 13;

  /** The version of the file format that came with that opset. */
  private static final int IR_VERSION = 7;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("network");
  private final Set<String> taken = new HashSet<>(Set.of(INPUT, OUTPUT));

  /**
   * Adds a node.
   *
   * @param part the layer or vertex that it belongs to
   * @param inputs tensors
   * @return the tensor that it gives
   */
  String add(String part, String operator, List<String> inputs, AttributeProto... attributes) {
    String name = unused(part + "/" + operator);
    return add(name, name, operator, inputs, attributes);
  }

  private String add(
      String name,
      String tensor,
      String operator,
      List<String> inputs,
      AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setName(name)
            .setOpType(operator)
            .addAllInput(inputs)
            .addOutput(tensor)
            .addAllAttribute(List.of(attributes)));
    return tensor;
  }

  private String unused(String wanted) {
    String name = wanted;
    for (int n = 2; !taken.add(name); n++) {
      name = wanted + "_" + n;
    }
    return name;
  }

  /** A constant of an array's shape, in rows ('c' order). */
  String constant(String part, String role, INDArray values) {
    // A copy, as a view of the network's parameters may be in another order.
    return constant(part, role, values.dup('c').data().asFloat(), values.shape());
  }

  /** A constant of floats. */
  String constant(String part, String role, float[] values, long... shape) {
    ByteBuffer bytes = littleEndian(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return constant(part, role, TensorProto.DataType.FLOAT, bytes, shape);
  }

  /** A constant vector of integers. */
  String integers(String part, String role, long... values) {
    ByteBuffer bytes = littleEndian(values.length * Long.BYTES);
    bytes.asLongBuffer().put(values);
    return constant(part, role, TensorProto.DataType.INT64, bytes, values.length);
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private String constant(
      String part, String role, TensorProto.DataType type, ByteBuffer bytes, long... shape) {
    String name = unused(part + "/" + role);
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .addAllDims(LongStream.of(shape).boxed().toList())
            .setRawData(ByteString.copyFrom(bytes)));
    return name;
  }

  static AttributeProto integers(String name, long... values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.INTS)
        .addAllInts(LongStream.of(values).boxed().toList())
        .build();
  }

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  static AttributeProto number(String name, double value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.FLOAT)
        .setF((float) value)
        .build();
  }

  static AttributeProto text(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  /**
   * The model, complete.
   *
   * @param last the tensor that becomes {@link #OUTPUT}
   * @param input its axes after that of the minibatch: a length, or a name where it is not known
   * @param output the same of what it gives
   * @param metadata goes into the file, in the order of the keys
   */
  ModelProto model(
      String last, List<String> input, List<String> output, Map<String, String> metadata) {
    add(OUTPUT, OUTPUT, "Identity", List.of(last));
    graph.addInput(value(INPUT, input)).addOutput(value(OUTPUT, output));
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName(FormatVersion.writer())
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
            .setGraph(graph);
    metadata.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry ->
                model.addMetadataProps(
                    StringStringEntryProto.newBuilder()
                        .setKey(entry.getKey())
                        .setValue(entry.getValue())));
    return model.build();
  }

  private static ValueInfoProto value(String name, List<String> axes) {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder().addDim(Dimension.newBuilder().setDimParam("batch"));
    for (String axis : axes) {
      boolean known = axis.chars().allMatch(Character::isDigit);
      shape.addDim(
          known
              ? Dimension.newBuilder().setDimValue(Long.parseLong(axis))
              : Dimension.newBuilder().setDimParam(axis));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT.getNumber())
                        .setShape(shape)))
        .build();
  }
}
