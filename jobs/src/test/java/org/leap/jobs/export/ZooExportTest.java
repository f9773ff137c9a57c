package org.leap.jobs.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import onnx.Onnx.ModelProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.leap.jobs.config.ModelConfig;
import org.leap.jobs.config.WeightDecay;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.DataSignature;
import org.leap.jobs.model.GraphZoo;
import org.leap.jobs.model.ModelZoo;
import org.leap.jobs.model.Zoo;
import org.leap.jobs.model.ZooNetwork;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.Normalization;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** Every network of the zoo gives in ONNX Runtime what it gives here. */
class ZooExportTest {
  private static final ExampleShape COLOURED = new ExampleShape(3, 35, 70, 4);

  /** Networks on graphs are of the graph they were trained on; a file is any network. */
  private static final List<String> NOT_EXPORTED = List.of("gcn", "gat", "gin", "file");

  private static ZooNetwork network(ModelConfig model, ExampleShape shape) {
    return ModelZoo.network(model, shape, new Sgd(0.1), WeightDecay.NONE, 42);
  }

  @Test
  void everyNetworkIsComparedOrKnownNotToBeExported() {
    assertEquals(
        variants(ModelConfig.class).distinct().sorted().toList(),
        Stream.concat(Zoo.names(), NOT_EXPORTED.stream()).sorted().toList());
  }

  /** Names of all records below a sealed interface, as they are written. */
  private static Stream<String> variants(Class<?> type) {
    return type.isRecord()
        ? Stream.of(type.getSimpleName().toLowerCase(Locale.ROOT))
        : Arrays.stream(type.getPermittedSubclasses()).flatMap(ZooExportTest::variants);
  }

  @ParameterizedTest
  @MethodSource("org.leap.jobs.model.Zoo#names")
  void agreesOnRealImages(String name) throws IOException, OrtException {
    ZooNetwork network = network(Zoo.tiny(name), RealImages.SHAPE);
    INDArray images = RealImages.scaled(20, network.takesRows());

    ExportedModel.of(network, Optional.of(RealImages.SIGNATURE), images).assertAgrees(images);
  }

  /** Longer than high, in colours, and with the stem for large images where there is one. */
  @ParameterizedTest
  @MethodSource("org.leap.jobs.model.Zoo#names")
  void agreesOnRandomImages(String name) throws OrtException {
    ZooNetwork network = network(Zoo.tiny(name), COLOURED);
    INDArray images = Nd4j.randn(DataType.FLOAT, 5, 3, 35, 70);
    INDArray features = network.takesRows() ? images.reshape(5, COLOURED.size()) : images;

    ExportedModel.of(network, Optional.empty(), features).assertAgrees(features);
  }

  @Test
  void vggWithoutBatchNormalizationAgrees() throws IOException, OrtException {
    ZooNetwork network =
        network(
            new ModelConfig.Vgg16(8, 16, false, 0.5, ModelConfig.Initialization.STANDARD),
            RealImages.SHAPE);

    ExportedModel.of(network, Optional.empty()).assertAgrees(RealImages.scaled(20, false));
  }

  @ParameterizedTest
  @EnumSource(ModelConfig.Activation.class)
  void perceptronsOfEveryActivationAgree(ModelConfig.Activation activation)
      throws IOException, OrtException {
    ZooNetwork network =
        network(
            new ModelConfig.Mlp(
                List.of(12, 8), activation, 0.3, ModelConfig.Initialization.STANDARD),
            RealImages.SHAPE);

    ExportedModel.of(network, Optional.empty()).assertAgrees(RealImages.scaled(20, true));
  }

  @ParameterizedTest
  @MethodSource("org.leap.jobs.model.Zoo#names")
  void takesStoredImagesWhereItScalesThem(String name) throws IOException, OrtException {
    ZooNetwork network = network(Zoo.tiny(name), RealImages.SHAPE);
    INDArray scaled = RealImages.scaled(20, network.takesRows());
    ExportedModel model = ExportedModel.of(network, Optional.of(RealImages.SIGNATURE), scaled);
    byte[] onnx = OnnxExport.of(model.trained(), true).toByteArray();
    INDArray stored = RealImages.stored(20);

    assertArrayEquals(
        model.ours(scaled),
        ExportedModel.run(
            onnx, network.takesRows() ? stored.reshape(20, RealImages.SHAPE.size()) : stored),
        1e-5f);
  }

  /** Each channel has a scaling of its own, and one that is constant becomes 0. */
  @ParameterizedTest
  @MethodSource("rowsAndImages")
  void scalesChannelByChannel(String name) throws OrtException {
    ExampleShape shape = new ExampleShape(3, 16, 18, 4);
    ZooNetwork network = network(Zoo.tiny(name), shape);
    DataSignature data =
        RealImages.signature(
            shape, new Normalization(List.of(100.0, 50.0, 7.0), List.of(20.0, 80.0, 0.0)));
    ExportedModel model = ExportedModel.of(network, Optional.of(data));
    INDArray stored = Nd4j.rand(DataType.FLOAT, 6, 3, 16, 18).muli(255);
    INDArray scaled = stored.dup('c');
    for (int n = 0; n < 6; n++) {
      scaled.slice(n).slice(0).subi(100).divi(20);
      scaled.slice(n).slice(1).subi(50).divi(80);
      scaled.slice(n).slice(2).assign(0);
    }
    long[] axes = network.takesRows() ? new long[] {6, shape.size()} : stored.shape();

    assertArrayEquals(
        model.ours(scaled.reshape('c', axes)),
        ExportedModel.run(
            OnnxExport.of(model.trained(), true).toByteArray(), stored.dup('c').reshape('c', axes)),
        1e-5f);
  }

  static Stream<String> rowsAndImages() {
    return Stream.of("mlp", "lenet");
  }

  @Test
  void theSameModelGivesTheSameBytes() {
    ZooNetwork network = network(Zoo.tiny("googlenet"), RealImages.SHAPE);
    ExportedModel model = ExportedModel.of(network, Optional.of(RealImages.SIGNATURE));
    ModelProto onnx = OnnxExport.of(model.trained(), true);

    assertArrayEquals(onnx.toByteArray(), OnnxExport.of(model.trained(), true).toByteArray());
    assertEquals(13, onnx.getOpsetImport(0).getVersion());
  }

  @Test
  void networksOnGraphsAreNotExported() {
    ZooNetwork network =
        GraphZoo.network(new ModelConfig.Gcn(2, 4, 0), 5, 3, new Sgd(0.1), WeightDecay.NONE, 42);
    ExportedModel model = ExportedModel.of(network, Optional.empty());

    BadDataException refused =
        assertThrows(BadDataException.class, () -> OnnxExport.of(model.trained(), false));
    assertEquals(
        "model.zip: layer convolution0 is of the kind GraphConvolution, which is not exported; docs/serving.md lists what is",
        refused.getMessage());
  }
}
