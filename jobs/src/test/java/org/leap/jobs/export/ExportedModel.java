package org.leap.jobs.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.leap.core.NetworkView;
import org.leap.jobs.formats.DataSignature;
import org.leap.jobs.model.TrainedModel;
import org.leap.jobs.model.ZooNetwork;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A network with random parameters, and what ONNX Runtime makes of it. */
final class ExportedModel {
  private final TrainedModel trained;

  private ExportedModel(TrainedModel trained) {
    this.trained = trained;
  }

  /**
   * All parameters are drawn, running statistics of batch normalization too. The weights of the
   * last layer are made so small that no class of these examples is certain, or networks that agree
   * nowhere would agree on 0 and 1.
   */
  static ExportedModel of(ZooNetwork network, Optional<DataSignature> data, INDArray features) {
    ExportedModel drawn = of(network, data);
    Model model = drawn.trained.blueprint().network(drawn.trained.state(), 0, 0);
    NetworkView view = NetworkView.of(model);
    INDArray weights = view.layers()[view.layers().length - 1].getParam("W");
    while (view.output(features).maxNumber().floatValue() > 0.8) {
      weights.muli(0.3);
    }
    float[] parameters = model.params().dup('c').data().asFloat();
    model.close();
    return drawn.with(parameters);
  }

  private ExportedModel with(float[] parameters) {
    return new ExportedModel(
        new TrainedModel(
            trained.location(),
            trained.blueprint(),
            new NetworkState(parameters, new float[0]),
            TrainedModel.Steps.UNKNOWN,
            trained.data()));
  }

  /** All parameters are drawn. */
  static ExportedModel of(ZooNetwork network, Optional<DataSignature> data) {
    NetworkBlueprint blueprint = network.blueprint(network.takesRows());
    float[] parameters = AveragingTrainer.initialState(blueprint).parameters();
    Random random = new Random(7);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] += (float) (0.05 * random.nextGaussian());
    }
    return new ExportedModel(
        new TrainedModel(
            "model.zip",
            blueprint,
            new NetworkState(parameters, new float[0]),
            TrainedModel.Steps.UNKNOWN,
            data));
  }

  TrainedModel trained() {
    return trained;
  }

  /** What ours gives for a minibatch, {@code [n, classes]} row by row. */
  float[] ours(INDArray features) {
    return output(trained.blueprint().network(trained.state(), 0, 0), features);
  }

  private static float[] output(Model network, INDArray features) {
    try {
      return NetworkView.of(network).output(features).dup('c').data().asFloat();
    } finally {
      network.close();
    }
  }

  /** Compares ONNX Runtime with our network and with plain DL4J's, within 1e-5. */
  void assertAgrees(INDArray features) throws OrtException {
    float[] ours = ours(features);
    float spread = 0;
    int classes = (int) (ours.length / features.size(0));
    for (int i = classes; i < ours.length; i++) {
      spread = Math.max(spread, Math.abs(ours[i] - ours[i - classes]));
    }
    assertTrue(spread > 1e-3, "outputs are all alike: " + spread);
    float[] onnx = run(OnnxExport.of(trained, false).toByteArray(), features);
    assertArrayEquals(ours, onnx, 1e-5f);
    Model dl4j = NetworkView.of(trained.blueprint().network(trained.state(), 0, 0)).portable();
    assertArrayEquals(output(dl4j, features), onnx, 1e-5f);
  }

  /** What ONNX Runtime gives, {@code [n, classes]} row by row. */
  static float[] run(byte[] model, INDArray features) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    FloatBuffer values = FloatBuffer.wrap(features.dup('c').data().asFloat());
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      try (OrtSession session = environment.createSession(model, options);
          OnnxTensor input = OnnxTensor.createTensor(environment, values, features.shape());
          OrtSession.Result result = session.run(Map.of("input", input))) {
        FloatBuffer output = ((OnnxTensor) result.get("output").orElseThrow()).getFloatBuffer();
        float[] all = new float[output.remaining()];
        output.get(all);
        return all;
      }
    }
  }
}
