package org.leap.jobs.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UTFDataFormatException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.leap.jobs.data.BadDataException;
import org.leap.jobs.text.Quoted;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;

/**
 * Reads {@code model.zip}, ours or any that DL4J's ModelSerializer wrote. The file is not trusted:
 * nothing in it is deserialized by Java, and sizes are checked before memory is taken.
 */
public final class ModelReader {
  private static final String CONFIGURATION = "configuration.json";
  private static final String PARAMETERS = "coefficients.bin";

  /** Entries of DL4J that only Java's deserialization reads. */
  private static final String SERIALIZED = "preprocessor\\.bin|updater\\.bin|objects/.*";

  private static final int MOST_JSON_BYTES = 16 << 20;
  private static final int MOST_SHAPE_LONGS = 100;

  private final String location;
  private final ZipFile zip;

  private ModelReader(String location, ZipFile zip) {
    this.location = location;
    this.zip = zip;
  }

  /**
   * Reads a model file on any Hadoop file system.
   *
   * @param location a path or a Hadoop URI
   * @throws BadDataException if it is no model that can be read
   * @throws IOException if the file system cannot be reached
   */
  public static TrainedModel read(String location, Configuration hadoop) throws IOException {
    java.nio.file.Path copy = Files.createTempFile("leap-model", ".zip");
    try {
      download(location, hadoop, copy);
      try (ZipFile zip = new ZipFile(copy.toFile())) {
        return new ModelReader(location, zip).read();
      } catch (ZipException e) {
        throw new BadDataException(
            location,
            "not a model file: %s; expected the ZIP file model.zip of a run"
                .formatted(e.getMessage()));
      }
    } finally {
      Files.delete(copy);
    }
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
    String json = configuration();
    NetworkBlueprint blueprint;
    try {
      blueprint = blueprint(json);
    } catch (RuntimeException e) {
      throw bad("its configuration is not one of a DL4J network: " + firstLine(e));
    }
    return new TrainedModel(
        blueprint, new NetworkState(parameters(length(blueprint)), new float[0]));
  }

  private int length(NetworkBlueprint blueprint) {
    try {
      return AveragingTrainer.initialState(blueprint).parameters().length;
    } catch (RuntimeException e) {
      throw bad("its network cannot be built: " + firstLine(e));
    }
  }

  /** The configuration as it was trained where there is one, or else DL4J's. */
  private String configuration() throws IOException {
    if (zip.getEntry(ModelArchive.LEAP_ENTRY) == null) {
      return text(CONFIGURATION);
    }
    JsonNode leap;
    try {
      leap = new ObjectMapper().readTree(text(ModelArchive.LEAP_ENTRY));
    } catch (JsonProcessingException e) {
      throw bad(
          "%s is not JSON: %s"
              .formatted(ModelArchive.LEAP_ENTRY, Quoted.bare(e.getOriginalMessage())));
    }
    int version = leap.path("version").asInt();
    if (version < 1 || version > ModelArchive.VERSION) {
      throw bad(
          "%s has unknown version %s, this LEAP supports at most %d"
              .formatted(
                  ModelArchive.LEAP_ENTRY,
                  Quoted.bare(leap.path("version").toString()),
                  ModelArchive.VERSION));
    }
    return leap.path("configuration").asText();
  }

  private static NetworkBlueprint blueprint(String json) throws IOException {
    JsonNode tree = new ObjectMapper().readTree(json);
    if (tree.has("vertices")) {
      var configuration = ComputationGraphConfiguration.fromJson(json);
      return NetworkBlueprint.of(configuration, InputForm.isFlat(configuration));
    }
    var configuration = MultiLayerConfiguration.fromJson(json);
    return NetworkBlueprint.of(configuration, InputForm.isFlat(configuration));
  }

  private String text(String name) throws IOException {
    ZipEntry entry = entry(name);
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(MOST_JSON_BYTES + 1);
      if (bytes.length > MOST_JSON_BYTES) {
        throw bad("%s is larger than %d bytes".formatted(name, MOST_JSON_BYTES));
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

  /** ND4J's binary form: shape and values, each a mode, a length, a type and the elements. */
  private float[] parameters(int expected) throws IOException {
    try (var in =
        new DataInputStream(new BufferedInputStream(zip.getInputStream(entry(PARAMETERS))))) {
      in.readUTF();
      long shape = in.readLong();
      String shapeType = in.readUTF();
      if (shape < 0 || shape > MOST_SHAPE_LONGS || !shapeType.equals("LONG")) {
        throw bad(PARAMETERS + " does not begin with the shape of an array; the file is damaged");
      }
      in.skipNBytes(shape * Long.BYTES);
      in.readUTF();
      long length = in.readLong();
      String type = in.readUTF();
      if (length != expected) {
        throw bad(
            "%s holds %d parameters, its network has %d".formatted(PARAMETERS, length, expected));
      }
      if (!type.equals("FLOAT")) {
        throw bad("its parameters are of type %s, expected FLOAT".formatted(type));
      }
      float[] parameters = new float[expected];
      for (int i = 0; i < expected; i++) {
        parameters[i] = in.readFloat();
      }
      return parameters;
    } catch (EOFException | UTFDataFormatException e) {
      throw bad(PARAMETERS + " ends too early; the file is damaged");
    }
  }

  private BadDataException bad(String problem) {
    return new BadDataException(location, problem);
  }

  private static String firstLine(Exception e) {
    String reason = e.getMessage() == null ? e.toString() : e.getMessage();
    return Quoted.bare(reason.lines().findFirst().orElse(""));
  }
}
