package org.leap.spark.ml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.storage.FormatVersion;

/** The folder of a saved model that holds its network: configuration and parameters. */
final class NetworkFolder {
  private static final int VERSION = 1;
  private static final FormatVersion FORMAT = new FormatVersion(VERSION);
  private static final int MOST_JSON = 64 << 20;

  private final SparkContext spark;
  private final Path file;

  NetworkFolder(SparkContext spark, String model) {
    this.spark = spark;
    this.file = new Path(new Path(model, "network"), "network.bin");
  }

  /** What a model is made of. */
  record Contents(NetworkBlueprint blueprint, NetworkState state, int inputs) {}

  void write(Contents contents) {
    try (FSDataOutputStream out = fileSystem().create(file, true)) {
      byte[] json = contents.blueprint().json().getBytes(StandardCharsets.UTF_8);
      float[] parameters = contents.state().parameters();
      ByteBuffer bytes =
          ByteBuffer.allocate(Math.multiplyExact(parameters.length, Float.BYTES))
              .order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(parameters);
      out.writeInt(VERSION);
      out.writeInt(contents.inputs());
      out.writeInt(json.length);
      out.write(json);
      out.writeInt(parameters.length);
      out.write(bytes.array());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the network to " + file, e);
    }
  }

  Contents read() {
    try {
      FileSystem fileSystem = fileSystem();
      long length = fileSystem.getFileStatus(file).getLen();
      try (FSDataInputStream in = fileSystem.open(file)) {
        Optional<String> problem = FORMAT.problem(in.readInt(), null);
        if (problem.isPresent()) {
          throw new IOException("it " + problem.get());
        }
        int inputs = in.readInt();
        byte[] json = new byte[bounded(in.readInt(), Math.min(MOST_JSON, length))];
        in.readFully(json);
        byte[] parameters =
            new byte[bounded((long) in.readInt() * Float.BYTES, length - in.getPos())];
        in.readFully(parameters);
        float[] values = new float[parameters.length / Float.BYTES];
        ByteBuffer.wrap(parameters).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        MultiLayerConfiguration configuration =
            MultiLayerConfiguration.fromJson(new String(json, StandardCharsets.UTF_8));
        return new Contents(
            NetworkBlueprint.of(configuration, false),
            new NetworkState(values, new float[0]),
            inputs);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the network in " + file, e);
    }
  }

  private static int bounded(long bytes, long most) throws IOException {
    if (bytes < 0 || bytes > most) {
      throw new IOException(bytes + " bytes are announced, at most " + most + " are there");
    }
    return Math.toIntExact(bytes);
  }

  private FileSystem fileSystem() throws IOException {
    return file.getFileSystem(spark.hadoopConfiguration());
  }
}
