package org.leap.jobs.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UTFDataFormatException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.DataSignature;
import org.leap.jobs.text.Quoted;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.storage.FormatVersion;

/**
 * Reads {@code model.zip}, ours or any that DL4J's ModelSerializer wrote. The file is not trusted:
 * nothing in it is deserialized by Java, and sizes are checked before memory is taken.
 */
public final class ModelReader {
  private static final FormatVersion FORMAT = new FormatVersion(ModelArchive.VERSION);
  private static final String CONFIGURATION = "configuration.json";
  private static final String PARAMETERS = "coefficients.bin";

  /** Entries of DL4J that only Java's deserialization reads. */
  private static final String SERIALIZED = "preprocessor\\.bin|updater\\.bin|objects/.*";

  private static final int MOST_JSON = 16 << 20;

  /** Holds a configuration, and names and scalings of up to a million features. */
  private static final int MOST_LEAP_JSON = 128 << 20;

  private static final int MOST_SHAPE_LONGS = 100;

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

  private static final String OPTIMIZER_STATE = "updaterState.bin";

  private final String location;
  private final ZipFile zip;
  private final boolean withOptimizer;

  private ModelReader(String location, ZipFile zip, boolean withOptimizer) {
    this.location = location;
    this.zip = zip;
    this.withOptimizer = withOptimizer;
  }

  /**
   * Reads a model file on any Hadoop file system.
   *
   * @param location a path or a Hadoop URI
   * @throws BadDataException if it is no model that can be read
   * @throws IOException if the file system cannot be reached
   */
  public static TrainedModel read(String location, Configuration hadoop) throws IOException {
    return read(location, hadoop, false);
  }

  /** The same with the state of its optimizer, which must be there. */
  static TrainedModel readWithOptimizer(String location, Configuration hadoop) throws IOException {
    return read(location, hadoop, true);
  }

  private static TrainedModel read(String location, Configuration hadoop, boolean withOptimizer)
      throws IOException {
    java.nio.file.Path copy = Files.createTempFile("leap-model", ".zip");
    try {
      download(location, hadoop, copy);
      try (ZipFile zip = new ZipFile(copy.toFile())) {
        return new ModelReader(location, zip, withOptimizer).read(copy);
      } catch (ZipException | EOFException e) {
        throw new BadDataException(
            location,
            "not a model file: %s; expected the ZIP file model.zip of a run"
                .formatted(firstLine(e)));
      }
    } finally {
      Files.delete(copy);
    }
  }

  private TrainedModel read(java.nio.file.Path copy) throws IOException {
    try {
      checkEntries(copy);
      return read();
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw damaged(firstLine(e));
    }
  }

  /**
   * Compares length and CRC-32 of every entry, read or not, with what stands before or behind it,
   * and that with the directory at the end of the file: {@link ZipFile} itself compares nothing.
   */
  private void checkEntries(java.nio.file.Path copy) throws IOException {
    int entries = 0;
    try (var in = new ZipInputStream(new BufferedInputStream(Files.newInputStream(copy)))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        in.transferTo(OutputStream.nullOutputStream());
        ZipEntry listed = zip.getEntry(entry.getName());
        if (listed == null
            || listed.getCrc() != entry.getCrc()
            || listed.getSize() != entry.getSize()
            || listed.getCompressedSize() != entry.getCompressedSize()
            || listed.getMethod() != entry.getMethod()) {
          throw damaged("its directory does not tell of the entry " + Quoted.bare(entry.getName()));
        }
        entries++;
      }
    }
    if (entries != zip.size()) {
      throw damaged("it holds %s entries, its directory %s".formatted(entries, zip.size()));
    }
  }

  private BadDataException damaged(String what) {
    return bad("is damaged: %s; copy it again".formatted(what));
  }

  private static void download(String location, Configuration hadoop, java.nio.file.Path copy)
      throws IOException {
    try {
      Path path = new Path(location);
      try (InputStream in = path.getFileSystem(hadoop).open(path)) {
        Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (FileNotFoundException | IllegalArgumentException e) {
      throw new BadDataException(location, "there is no such model file; check the path");
    }
  }

  private TrainedModel read() throws IOException {
    zip.stream()
        .map(ZipEntry::getName)
        .filter(name -> name.matches(SERIALIZED))
        .findFirst()
        .ifPresent(
            name -> {
              throw bad(
                  "holds the Java-serialized entry %s, which is not read because it could run code; save the model without it"
                      .formatted(Quoted.bare(name)));
            });
    JsonNode leap = leapEntry();
    // As it was trained, where that is told, or else as DL4J can say it.
    String json =
        leap.isMissingNode() ? text(CONFIGURATION, MOST_JSON) : field(leap, "configuration");
    ZooNetwork network = network(json);
    NetworkBlueprint blueprint = built(() -> network.blueprint(network.takesRows()));
    float[] parameters = parameters(network);
    // What cannot be built is found here rather than on an executor.
    built(() -> AveragingTrainer.initialState(blueprint));
    Optional<DataSignature> data = Optional.empty();
    if (leap.path("version").asInt() > 1) {
      String sha256 = field(leap, "paramsSha256");
      if (!ParametersDigest.sha256(parameters).equals(sha256)) {
        throw damaged("the SHA-256 of its parameters is not the one in " + ModelArchive.LEAP_ENTRY);
      }
      data = Optional.of(signature(leap.path("data")));
    }
    float[] optimizer = withOptimizer ? optimizerState(parameters, blueprint) : new float[0];
    return new TrainedModel(
        location, blueprint, new NetworkState(parameters, optimizer), steps(leap), data);
  }

  /** Both kinds of network count in the same fields. */
  private TrainedModel.Steps steps(JsonNode leap) throws IOException {
    if (zip.getEntry(CONFIGURATION) == null) {
      return TrainedModel.Steps.UNKNOWN;
    }
    JsonNode counters;
    try {
      counters = JSON.readTree(text(CONFIGURATION, MOST_JSON));
    } catch (JsonProcessingException e) {
      return TrainedModel.Steps.UNKNOWN; // Whoever needs more of it says what is wrong.
    }
    return new TrainedModel.Steps(
        Math.max(0, counters.path("iterationCount").asInt()),
        Math.max(0, counters.path("epochCount").asInt()),
        leap.path(ModelArchive.RATE_SCALE).asDouble(1));
  }

  /** As the network keeps it that was trained; the file has it as DL4J's optimizers do. */
  private float[] optimizerState(float[] parameters, NetworkBlueprint trained) throws IOException {
    ZooNetwork network = network(text(CONFIGURATION, MOST_JSON));
    NetworkBlueprint plain = built(() -> network.blueprint(trained.flatInput()));
    int expected = built(() -> AveragingTrainer.initialState(plain)).optimizerState().length;
    if (expected == 0) {
      return new float[0];
    }
    if (zip.getEntry(OPTIMIZER_STATE) == null) {
      throw bad(
          "has no entry %s: its optimizer's state was not saved; leave out model.optimizerState"
              .formatted(OPTIMIZER_STATE));
    }
    float[] state =
        floats(
            OPTIMIZER_STATE,
            length -> {
              if (length != expected) {
                throw bad(
                    "%s holds %s values, its optimizer keeps %s"
                        .formatted(OPTIMIZER_STATE, length, expected));
              }
            });
    return built(
        () -> {
          var model = plain.network(new NetworkState(parameters, state), 0, 0);
          float[] kept = trained.optimizerStateOf(model);
          model.close();
          return kept;
        });
  }

  private JsonNode leapEntry() throws IOException {
    if (zip.getEntry(ModelArchive.LEAP_ENTRY) == null) {
      return MissingNode.getInstance();
    }
    JsonNode leap;
    try {
      leap = JSON.readTree(text(ModelArchive.LEAP_ENTRY, MOST_LEAP_JSON));
    } catch (JsonProcessingException e) {
      throw bad(
          "%s is not JSON: %s"
              .formatted(ModelArchive.LEAP_ENTRY, Quoted.bare(e.getOriginalMessage())));
    }
    FORMAT
        .problem(leap.path("version").asInt(), leap.path(FormatVersion.WRITER).textValue())
        .ifPresent(
            problem -> {
              throw bad(ModelArchive.LEAP_ENTRY + " " + problem);
            });
    return leap;
  }

  private String field(JsonNode leap, String name) {
    if (!leap.path(name).isTextual()) {
      throw bad("%s has no text \"%s\"".formatted(ModelArchive.LEAP_ENTRY, name));
    }
    return leap.get(name).textValue();
  }

  private DataSignature signature(JsonNode data) {
    if (!data.isObject()) {
      throw bad("%s has no object \"data\"".formatted(ModelArchive.LEAP_ENTRY));
    }
    try {
      return JSON.treeToValue(data, DataSignature.class);
    } catch (JsonProcessingException e) {
      throw bad(
          "%s does not say what the network was trained on: %s"
              .formatted(ModelArchive.LEAP_ENTRY, firstLine(e)));
    }
  }

  private ZooNetwork network(String json) {
    try {
      return JSON.readTree(json).has("vertices")
          ? new ZooNetwork.Graph(ComputationGraphConfiguration.fromJson(json))
          : new ZooNetwork.Stack(MultiLayerConfiguration.fromJson(json));
    } catch (JsonProcessingException | RuntimeException e) {
      throw bad("its configuration is not one of a DL4J network: " + firstLine(e));
    }
  }

  private <T> T built(Supplier<T> building) {
    try {
      return building.get();
    } catch (RuntimeException e) {
      throw bad("its network cannot be built: " + firstLine(e));
    }
  }

  private String text(String name, int mostBytes) throws IOException {
    ZipEntry entry = entry(name);
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(mostBytes + 1);
      if (bytes.length > mostBytes) {
        throw bad("%s is larger than %s bytes".formatted(name, mostBytes));
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private ZipEntry entry(String name) {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw bad(
          "has no entry %s; expected the model.zip of a run or of DL4J's ModelSerializer"
              .formatted(name));
    }
    return entry;
  }

  private float[] parameters(ZooNetwork network) throws IOException {
    return floats(PARAMETERS, length -> checkLength(network, length));
  }

  /**
   * ND4J's binary form: shape and values, each a mode, a length, a type and the elements.
   *
   * @param check of the number of values, before memory is taken for them
   */
  private float[] floats(String name, LongConsumer check) throws IOException {
    ZipEntry entry = entry(name);
    try (var in = new DataInputStream(new BufferedInputStream(zip.getInputStream(entry)))) {
      in.readUTF();
      long shape = in.readLong();
      String shapeType = in.readUTF();
      if (shape < 0 || shape > MOST_SHAPE_LONGS || !shapeType.equals("LONG")) {
        throw bad(name + " does not begin with the shape of an array; the file is damaged");
      }
      in.skipNBytes(shape * Long.BYTES);
      in.readUTF();
      long length = in.readLong();
      String type = in.readUTF();
      check.accept(length);
      if (!type.equals("FLOAT")) {
        throw bad(
            "its %s are of type %s, expected FLOAT"
                .formatted(name.equals(PARAMETERS) ? "parameters" : name, type));
      }
      if (entry.getSize() < length * Float.BYTES) {
        throw new EOFException();
      }
      float[] values = new float[(int) length];
      for (int i = 0; i < values.length; i++) {
        values[i] = in.readFloat();
      }
      return values;
    } catch (EOFException | UTFDataFormatException e) {
      throw bad(name + " ends too early; the file is damaged");
    }
  }

  /** Compares before memory is taken: neither number is to be trusted. */
  private void checkLength(ZooNetwork network, long length) {
    long expected = built(network::parameters);
    if (length != expected) {
      throw bad(
          "%s holds %s parameters, its network has %s".formatted(PARAMETERS, length, expected));
    }
    try {
      network.checkMemory();
    } catch (IllegalArgumentException e) {
      throw bad(firstLine(e));
    }
  }

  private BadDataException bad(String problem) {
    return new BadDataException(location, problem);
  }

  static String firstLine(Exception e) {
    String reason = e.getMessage() == null ? e.toString() : e.getMessage();
    return Quoted.bare(reason.lines().findFirst().orElse(""));
  }
}
