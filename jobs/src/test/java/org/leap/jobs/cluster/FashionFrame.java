package org.leap.jobs.cluster;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Fashion-MNIST as a DataFrame: pixels from 0 to 1 as a vector, and the class. */
final class FashionFrame {
  private static final Path FOLDER = Path.of("../conf/data/fashion-mnist-small");
  private static final int PIXELS = 784;

  private FashionFrame() {}

  /** The first n training images. */
  static Dataset<Row> of(SparkSession spark, int n, int partitions) throws IOException {
    List<Row> rows = new ArrayList<>();
    try (DataInputStream images = open("train-images-idx3-ubyte.gz", 16);
        DataInputStream labels = open("train-labels-idx1-ubyte.gz", 8)) {
      byte[] bytes = new byte[PIXELS];
      for (int i = 0; i < n; i++) {
        images.readFully(bytes);
        double[] pixels = new double[PIXELS];
        for (int p = 0; p < PIXELS; p++) {
          pixels[p] = (bytes[p] & 0xff) / 255.0;
        }
        rows.add(RowFactory.create(Vectors.dense(pixels), (double) labels.readUnsignedByte()));
      }
    }
    StructType schema =
        new StructType()
            .add("features", SQLDataTypes.VectorType())
            .add("label", DataTypes.DoubleType);
    return spark.createDataFrame(
        JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(rows, partitions),
        schema);
  }

  private static DataInputStream open(String file, int header) throws IOException {
    DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(
                new GZIPInputStream(Files.newInputStream(FOLDER.resolve(file)))));
    in.skipNBytes(header);
    return in;
  }
}
