package org.leap.jobs.bench;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleSupplier;
import javax.imageio.ImageIO;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.config.ConfigLoader;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.datasets.Census;
import org.leap.jobs.datasets.Sources;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;

/**
 * How fast one thread reads Parquet files as a run does, in rows a second: opening them, with the
 * names of the classes, and making every row an example.
 *
 * @param numbers rows of {@value #VALUES} floats in an array
 * @param sparkNumbers the same by Spark, which decodes label and array of every row and drops them
 * @param images rows of a PNG of {@value #SIDE} x {@value #SIDE} grey pixels
 * @param sparkImages the same by Spark, which does not decode the PNG
 * @param decodedImages the same PNGs, in memory, by Java's reader alone
 */
public record ReadingFigures(
    int rows,
    double numbers,
    double sparkNumbers,
    double images,
    double sparkImages,
    double decodedImages) {
  private static final int SIDE = 28;
  private static final int VALUES = SIDE * SIDE;
  private static final int CLASSES = 10;
  private static final int SEED = 42;

  /**
   * Measures in turns.
   *
   * @param rows of each table
   */
  public static ReadingFigures measure(int rows, Duration warmUp, Duration measured) {
    Path folder = null;
    try (JavaSparkContext spark = OurEngine.spark(1)) {
      folder = Files.createTempDirectory("leap-reading");
      SparkSession session = SparkSession.builder().sparkContext(spark.sc()).getOrCreate();
      List<byte[]> pictures = pictures(rows);
      String numbers = folder.resolve("numbers").toString();
      String images = folder.resolve("images").toString();
      write(session, numbers, DataTypes.createArrayType(DataTypes.FloatType, false), floats(rows));
      write(session, images, DataTypes.BinaryType, pictures);
      Turns turns =
          Turns.backAndForth(
              List.of(
                  timed(rows, () -> read(numbers, spark.hadoopConfiguration())),
                  timed(rows, () -> drop(session, numbers)),
                  timed(rows, () -> read(images, spark.hadoopConfiguration())),
                  timed(rows, () -> drop(session, images)),
                  timed(rows, () -> decode(pictures))),
              1,
              warmUp,
              measured);
      return new ReadingFigures(
          rows,
          turns.median(0),
          turns.median(1),
          turns.median(2),
          turns.median(3),
          turns.median(4));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (folder != null) {
        FileUtils.deleteQuietly(folder.toFile());
      }
    }
  }

  /** Rows a second. */
  private static DoubleSupplier timed(int rows, Runnable work) {
    return () -> {
      long begin = System.nanoTime();
      work.run();
      return rows / ((System.nanoTime() - begin) / 1e9);
    };
  }

  private static void read(String folder, Configuration hadoop) {
    String yaml =
        "data: {format: parquet, train: '%s', label: label, features: [features]}"
            .formatted(folder);
    try {
      DataConfig config =
          ConfigLoader.loadData(new ConfigLoader.Text(yaml, "the benchmark"), Map.of());
      Source source = Sources.open(config, hadoop);
      Census.read(
          source.partitions(Subset.TRAIN), hadoop, false, (features, label, position) -> {});
    } catch (ConfigException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void drop(SparkSession session, String folder) {
    session.read().parquet(folder).write().format("noop").mode("overwrite").save();
  }

  private static void decode(List<byte[]> pictures) {
    for (byte[] picture : pictures) {
      try {
        ImageIO.read(new ByteArrayInputStream(picture));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void write(SparkSession session, String folder, DataType type, List<?> features) {
    List<Row> rows = new ArrayList<>();
    for (int row = 0; row < features.size(); row++) {
      rows.add(RowFactory.create(row % CLASSES, features.get(row)));
    }
    StructType schema =
        new StructType().add("label", DataTypes.IntegerType, false).add("features", type, false);
    session.createDataFrame(rows, schema).write().parquet(folder);
  }

  private static List<float[]> floats(int rows) {
    Random random = new Random(SEED);
    List<float[]> all = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      float[] values = new float[VALUES];
      for (int i = 0; i < VALUES; i++) {
        values[i] = random.nextFloat();
      }
      all.add(values);
    }
    return all;
  }

  /** A bright patch on a dark ground, with some noise, so that they compress as pictures do. */
  private static List<byte[]> pictures(int rows) throws IOException {
    Random random = new Random(SEED);
    ImageIO.setUseCache(false);
    List<byte[]> all = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
      int left = random.nextInt(SIDE / 2);
      int top = random.nextInt(SIDE / 2);
      for (int i = 0; i < VALUES; i++) {
        int x = i % SIDE - left;
        int y = i / SIDE - top;
        boolean inside = x >= 0 && y >= 0 && x < SIDE / 2 && y < SIDE / 2;
        image.getRaster().setSample(i % SIDE, i / SIDE, 0, inside ? 160 + random.nextInt(64) : 0);
      }
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(image, "png", png);
      all.add(png.toByteArray());
    }
    return all;
  }
}
