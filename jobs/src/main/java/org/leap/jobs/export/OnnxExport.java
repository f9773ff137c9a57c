package org.leap.jobs.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import onnx.Onnx.ModelProto;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.deeplearning4j.nn.api.Model;
import org.leap.core.NetworkView;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.DataSignature;
import org.leap.jobs.model.ModelReader;
import org.leap.jobs.model.ParametersDigest;
import org.leap.jobs.model.TrainedModel;
import org.leap.jobs.process.UsageException;
import org.leap.jobs.text.Quoted;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.Normalization;
import org.leap.spark.storage.Folder;

/**
 * Writes a trained network as an ONNX file. Its one input takes minibatches of float32, rows {@code
 * [n, features]} or images {@code [n, channels, height, width]}; its one output is what the
 * network's last layer gives, {@code [n, classes]}, or {@code [n, 1]} numbers in the unit of the
 * labels. The file's metadata tell what the network was trained on, as {@code leap.json} does.
 * Equal models give equal bytes.
 */
public final class OnnxExport {
  /** Protobuf's messages, and so ONNX's files, end at 2 GiB; some of that is for names. */
  private static final long MOST_PARAMETERS = (2L << 30) / Float.BYTES - (1 << 20);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final TrainedModel model;
  private final boolean scaling;

  private OnnxExport(TrainedModel model, boolean scaling) {
    this.model = model;
    this.scaling = scaling;
  }

  /**
   * Writes the file, which is absent or complete whatever happens.
   *
   * @param model a path or a Hadoop URI of a model.zip
   * @param scaling whether the file takes values as they are stored, and scales them itself
   * @param out a file that does not exist, on any Hadoop file system
   * @throws UsageException if the file exists or cannot be used, or the scaling is not known
   * @throws BadDataException if the model cannot be read, or has a layer that is not exported
   */
  public static void write(String model, boolean scaling, String out, Configuration hadoop)
      throws IOException {
    Path path;
    Folder folder;
    try {
      Path named = new Path(out);
      path = named.getFileSystem(hadoop).makeQualified(named);
      if (path.isRoot()) {
        throw new IllegalArgumentException("it is a folder");
      }
      folder = Folder.at(path.getParent().toString(), hadoop);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--out %s cannot be used: %s".formatted(out, e.getMessage()), e);
    }
    if (folder.exists(path.getName())) {
      throw new UsageException("--out %s exists: choose another file".formatted(out));
    }
    ModelProto onnx = of(ModelReader.read(model, hadoop), scaling);
    folder.create();
    folder.write(path.getName(), onnx::writeTo);
  }

  /** The same, of a model that has been read. */
  static ModelProto of(TrainedModel model, boolean scaling) {
    if (scaling && model.data().isEmpty()) {
      throw new UsageException(
          "%s does not say how its inputs are scaled, as it is one of plain DL4J or of LEAP 0.1: leave out --with-scaling"
              .formatted(model.location()));
    }
    try {
      return new OnnxExport(model, scaling).model();
    } catch (UnexportableException e) {
      throw new BadDataException(
          model.location(),
          "%s; docs/serving.md lists what is".formatted(Quoted.bare(e.getMessage())));
    }
  }

  private ModelProto model() {
    int parameters = model.state().parameters().length;
    if (parameters > MOST_PARAMETERS) {
      throw new UnexportableException(
          "its %s parameters take more than the 2 GiB of an ONNX file, which is not exported",
          parameters);
    }
    if (model.data().filter(data -> data.graph() != null).isPresent()) {
      throw new UnexportableException(
          "the network classifies the nodes of the graph it was trained on, which is not exported");
    }
    OnnxGraph graph = new OnnxGraph();
    String input = scaling ? scaled(graph) : OnnxGraph.INPUT;
    Model trained = model.blueprint().network(model.state(), 0, 0);
    Model network = NetworkView.of(trained).portable();
    try {
      String last = unscaled(graph, new NetworkNodes(graph).of(network, input));
      return graph.model(last, inputAxes(), outputAxes(), metadata());
    } finally {
      network.close();
      trained.close();
    }
  }

  /** (x - mean) / deviation of each channel, of images by broadcast, of rows value by value. */
  private String scaled(OnnxGraph graph) {
    DataSignature data = model.data().orElseThrow();
    Normalization normalization = data.normalization();
    ExampleShape shape = data.input();
    int repeats = model.blueprint().flatInput() ? shape.height() * shape.width() : 1;
    float[] means = new float[shape.channels() * repeats];
    float[] scales = new float[means.length];
    for (int i = 0; i < means.length; i++) {
      double deviation = normalization.deviation().get(i / repeats);
      means[i] = normalization.mean().get(i / repeats).floatValue();
      // A constant channel becomes 0, as in training.
      scales[i] = deviation == 0 ? 0 : (float) (1 / deviation);
    }
    long[] axes =
        model.blueprint().flatInput()
            ? new long[] {means.length}
            : new long[] {1, means.length, 1, 1};
    String mean = graph.constant("scaling", "mean", means, axes);
    String scale = graph.constant("scaling", "scale", scales, axes);
    String centred = graph.add("scaling", "Sub", List.of(OnnxGraph.INPUT, mean));
    return graph.add("scaling", "Mul", List.of(centred, scale));
  }

  /** A number is given in the unit of the labels. */
  private String unscaled(OnnxGraph graph, String last) {
    Optional<Normalization.Label> label =
        model.data().map(DataSignature::normalization).map(Normalization::label);
    if (label.isEmpty()) {
      return last;
    }
    String scale =
        graph.constant("label", "scale", new float[] {(float) label.get().deviation()}, 1);
    String mean = graph.constant("label", "mean", new float[] {(float) label.get().mean()}, 1);
    String scaled = graph.add("label", "Mul", List.of(last, scale));
    return graph.add("label", "Add", List.of(scaled, mean));
  }

  private List<String> inputAxes() {
    Optional<ExampleShape> shape = model.data().map(DataSignature::input);
    if (model.blueprint().flatInput()) {
      return List.of(shape.map(s -> String.valueOf(s.size())).orElse("features"));
    }
    return shape
        .map(s -> List.of("" + s.channels(), "" + s.height(), "" + s.width()))
        .orElse(List.of("channels", "height", "width"));
  }

  private List<String> outputAxes() {
    return List.of(model.data().map(data -> "" + data.shape().outputs()).orElse("classes"));
  }

  private Map<String, String> metadata() {
    Map<String, String> metadata = new TreeMap<>();
    metadata.put("leap.paramsSha256", ParametersDigest.sha256(model.state().parameters()));
    metadata.put("leap.scaling", scaling ? "inside" : "outside");
    model
        .data()
        .ifPresent(
            data -> {
              metadata.put("leap.classes", json(data.classes()));
              metadata.put("leap.features", json(data.features()));
              metadata.put("leap.means", json(data.means()));
              metadata.put("leap.crops", json(data.crops()));
              metadata.put("leap.normalization", json(data.normalization()));
            });
    return metadata;
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
